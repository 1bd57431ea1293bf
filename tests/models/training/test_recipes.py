"""Recipes are what their files say, with lists as tuples, and may be said otherwise; ranks count ties by half."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from models.evaluation.ranks import ranks_of
from models.training import captioner, few_photos, fusion_lab, photo_tokens, small_cnns, visual_words
from models.training.colour_words import __main__ as colour_words
from models.training.fusion_depths import __main__ as fusion_depths
from models.training.fusion_places import recipe as fusion_places

READ = [
    (captioner.CONFIG, captioner.read_recipe([])),
    (colour_words.CONFIG, colour_words.read_recipe([])),
    (few_photos.CONFIG, few_photos.read_recipe()),
    (fusion_lab.CONFIG, fusion_lab.read_recipe()),
    *((path, fusion_places.read_places_recipe(path)) for path in fusion_places.COURSES),
    (fusion_depths.CONFIG, fusion_depths.read_recipe()),
    (photo_tokens.CONFIG, photo_tokens.read_recipe([])),
    (small_cnns.CONFIG, small_cnns.read_recipe()),
    (visual_words.CONFIG, visual_words.read_recipe([])),
]


@pytest.mark.parametrize(("path", "recipe"), READ, ids=[path.stem for path, _ in READ])
def test_a_recipe_is_what_its_file_says(path: Any, recipe: Any) -> None:
    assert json.loads(json.dumps(asdict(recipe))) == json.loads(path.read_text(encoding="utf-8"))
    hash(recipe)  # no list in it


def test_a_recipe_can_be_said_otherwise() -> None:
    changed = visual_words.read_recipe(["steps=7", "seeds=[4, 5]"])
    assert (changed.steps, changed.seeds) == (7, (4, 5))


def test_ties_count_against_the_right_one_by_half() -> None:
    scores = np.array([[3, 1, 2], [1, 1, 1], [5, 5, 0]], np.float32)
    assert ranks_of(scores, np.array([0, 1, 2])).tolist() == [0, 1, 2]
    assert ranks_of(scores, np.array([1, 0, 0])).tolist() == [2, 1, 0.5]
