"""Training of the depths: one recipe, one loss, one order of pairs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.fusion.catalogue import build_strategy
from models.fusion.depths.catalogue import DEPTHS, build_depth
from models.training.fusion_depths.__main__ import TaughtMatch, read_recipe
from models.training.fusion_depths.ship import macs_of
from models.training.fusion_lab import Batches, group_loss, match_loss, pair_scores, train
from models.training.fusion_places.teacher import taught_loss
from tests.models.training.fusion_places.tiny import planted

TINY = replace(read_recipe(), steps=2, groups=1, near=0.0, warmup=1)


@pytest.mark.parametrize("name", [depth.name for depth in DEPTHS])
def test_a_step_changes_what_is_its_own_and_leaves_the_cnn(name: str) -> None:
    torch.manual_seed(0)
    model, data = build_depth(name), planted(12)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    train(model, data, TINY, 0, TaughtMatch(build_strategy("late_dual").eval()))
    changed = {key for key, value in model.state_dict().items() if not torch.equal(value, before[key])}
    assert changed
    assert not any(key.startswith("frozen.") for key in changed)
    assert {"places.project.1.weight", "back.weight", "tokens.1.weight"} <= changed


def test_the_loss_is_that_of_the_match_and_of_what_is_taught() -> None:
    torch.manual_seed(0)
    model, teacher, data = build_depth("inside_block14").eval(), build_strategy("late_dual").eval(), planted(12)
    rows, captions = Batches(data, TINY, 0).batch()
    scores, taught = (pair_scores(each, data, rows, captions) for each in (model, teacher))
    loss = TaughtMatch(teacher)(model, data, rows, captions)
    torch.testing.assert_close(loss, group_loss(scores) + taught_loss(scores, taught))
    torch.testing.assert_close(match_loss(model, data, rows, captions), group_loss(scores))


def test_the_shipped_weights_are_those_of_the_recipe() -> None:
    row = json.loads(Path("models/weights/manifest.json").read_text(encoding="utf-8"))["weights"]["fusion_depths"]
    recipe = vars(read_recipe())
    assert row["training"] == json.loads(json.dumps(recipe))
    assert row["config"]["depths"] == [depth.name for depth in DEPTHS]
    for name, costs in row["metrics"]["costs"].items():
        assert costs["macs"] == macs_of(name)
        assert len(row["metrics"]["seeds"][name]) == len(recipe["seeds"])
        best = max(row["metrics"]["seeds"][name], key=lambda each: each["dev_accuracy"])
        assert np.isclose(row["metrics"]["shipped"][name]["match_shift"], best["match_shift"])
