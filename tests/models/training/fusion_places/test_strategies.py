"""Strategies with weights of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from models.engine.fusion.export import stored_weights
from models.fusion.catalogue import build_strategy
from models.training.fusion_lab import NAMES as FIRST
from models.training.fusion_places.strategies import NAMES, first_weights, with_weights


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_weights_can_be_measured(name: str) -> None:
    weights = stored_weights(name)
    own = with_weights(name, weights).own_state()
    assert all(torch.equal(own[key], value) for key, value in weights.items())


def test_weights_of_another_strategy_are_refused() -> None:
    with pytest.raises(ValueError, match="not those of"):
        with_weights("cross_words", build_strategy("late_dual").own_state())


def test_a_first_training_teaches_every_seed_where_there_was_one(tmp_path: Path) -> None:
    torch.save({"weight": torch.ones(1)}, tmp_path / "late_dual-0.pt")
    assert first_weights("late_dual", tmp_path) == {"weight": torch.ones(1)}
    for name, folder in (("late_concat", tmp_path), ("late_dual", None)):
        assert first_weights(name, folder) is None


def test_what_reads_pixels_has_no_first_training() -> None:
    assert set(NAMES) - set(FIRST) == {"early"}
