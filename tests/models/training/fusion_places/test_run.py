"""What is learned from, what is held out, and that a stopped run ends as one that was not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.fusion.catalogue import build_strategy
from models.training.fusion_places.__main__ import Lesson, Training
from models.training.fusion_places.align import Sayings
from models.training.fusion_places.batches import Sampler, coarser
from models.training.fusion_places.looks import looks_of
from models.training.fusion_places.photos import DEV, HELD, TEST, TRAIN, plan
from models.training.photos import Source
from tests.models.training.fusion_places.tiny import RECIPE, planted

BOX = (("dog", (0.0, 0.0, 1.0, 1.0)),)
SOURCES = [
    Source(f"{dataset}-{split}-{number}", dataset, split, ("a dog",), objects=objects)
    for dataset, split in (("flickr8k", "train"), ("flickr8k", "dev"), ("flickr8k", "test"), ("coco", "train"))
    for number in range(30)
    for objects in ((BOX if split == "train" and number % 3 else ()),)
]


def test_dev_and_test_photos_are_never_learned_from() -> None:
    sources, roles = plan(SOURCES, 100, 10, 20)
    for source, role in zip(sources, roles, strict=True):
        assert (source.split == "train") == (role in (TRAIN, HELD))
        assert source.split == role or role in (TRAIN, HELD)
    assert [roles.count(role) for role in (DEV, TEST)] == [10, 20]
    assert roles.count(HELD) == -(-(roles.count(TRAIN) + roles.count(HELD)) // 7)
    assert all(source.objects for source, role in zip(sources, roles, strict=True) if role in (TRAIN, HELD))


def test_fewer_photos_are_the_first_of_more() -> None:
    assert plan(SOURCES, 12, 0, 0)[0] == plan(SOURCES, 40, 0, 0)[0][:12]


def test_a_step_depends_on_its_seed_and_number_alone() -> None:
    data, recipe = planted(), replace(RECIPE, coarse=1, halved=0.5)
    first, again, other = (Sampler(data, recipe, seed).step(7) for seed in (3, 3, 4))
    held = np.flatnonzero(data.split == HELD)
    assert [part.coarse for part in first] == [False, True]
    for mine, same, others in zip(first, again, other, strict=True):
        for name in ("captions", "mirrored", "partner", "half"):
            np.testing.assert_array_equal(getattr(mine, name), getattr(same, name))
        assert not np.array_equal(mine.captions, others.captions)
        assert not np.isin(mine.photos, held).any()


def test_lists_of_things_place_but_never_match() -> None:
    data = planted()
    listed = np.arange(len(data.listed)) % 2 == 0
    steps = [Sampler(replace(data, listed=listed), RECIPE, 0).step(number)[0] for number in range(5)]
    first = 4 * RECIPE.groups
    assert not any(listed[step.captions[:first]].any() for step in steps)
    assert any(listed[step.captions[first:]].any() for step in steps)


def test_the_true_pairs_are_those_of_a_photo_and_its_caption() -> None:
    (step,) = Sampler(planted(), RECIPE, 0).step(0)
    photo, caption, true = step.pairs()
    assert len(photo) == 16 * RECIPE.groups + RECIPE.placed
    assert photo[true].tolist() == caption[true].tolist() == list(range(4 * RECIPE.groups + RECIPE.placed))


def test_only_photos_that_place_are_halves_each_with_another() -> None:
    (step,) = Sampler(planted(), replace(RECIPE, halved=1.0), 0).step(0)
    first, rows = 4 * RECIPE.groups, np.arange(len(step.captions))
    assert not step.half[:first].any()
    assert step.half[first:].all()
    np.testing.assert_array_equal(step.partner[:first], rows[:first])
    assert sorted(step.partner[first:]) == rows[first:].tolist()
    assert (step.partner[first:] != rows[first:]).all()


def test_a_coarse_step_matches_on_means_of_cells() -> None:
    data = planted()
    data = replace(data, grids={"head": data.grids["head"][:, :2, :2]})
    grid = torch.arange(16.0).reshape(1, 4, 4, 1)
    assert coarser("head", grid)[0, :, :, 0].tolist() == [[2.5, 4.5], [10.5, 12.5]]
    assert coarser("patches", grid)[0, :, :, 0].tolist() == [[0, 2], [8, 10]]
    step = Sampler(data, RECIPE, 0).draw(np.random.default_rng(0), 1, 0)
    model = build_strategy("cross_words")
    found = Lesson(model, data, Sayings(data), looks_of(model)).losses(replace(step, coarse=True))
    assert found.matched.item() > 0
    assert found.placed.item() == 0


def test_a_stopped_run_ends_as_one_that_was_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, recipe = planted(), replace(RECIPE, steps=6, align_weight=1.0)
    monkeypatch.setattr("models.training.fusion_places.__main__.KEPT_EVERY", 2)

    def fresh(out: Path) -> Training:
        torch.manual_seed(0)
        model = build_strategy("cross_words")
        return Training(Lesson(model, data, Sayings(data), looks_of(model)), Sampler(data, recipe, 0), out)

    fresh(tmp_path / "").run()
    whole = torch.load(tmp_path / "cross_words-0.pt", weights_only=True)
    stopped = fresh(tmp_path / "")
    for _ in range(4):
        stopped.step()
        stopped.done += 1
    stopped.keep()
    after = fresh(tmp_path / "")
    assert after.done == 4
    after.run()
    assert not after.part.exists()
    for name, value in torch.load(tmp_path / "cross_words-0.pt", weights_only=True).items():
        torch.testing.assert_close(value, whole[name], atol=1e-6, rtol=1e-5)
