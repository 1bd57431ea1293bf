"""Where each strategy starts from."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from models.fusion.early_patches import EarlyPatches
from models.training.fusion_lab import read_recipe
from models.training.fusion_places import strategies
from models.training.fusion_places.strategies import NAMES, build, first_weights, started, with_weights
from tests.models.training.fusion_places.tiny import planted


@pytest.mark.parametrize("name", [name for name in NAMES if name != EarlyPatches.name])
def test_the_shipped_weights_are_where_seed_0_starts(name: str) -> None:
    weights = first_weights(name, 0, None)
    assert weights is not None
    own = with_weights(name, weights).own_state()
    assert all(torch.equal(own[key], value) for key, value in weights.items())
    assert first_weights(name, 1, None) is None


def test_weights_of_another_strategy_are_refused() -> None:
    with pytest.raises(ValueError, match="not those of"):
        with_weights("cross_words", build("late_dual").own_state())


def test_a_first_training_is_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = list[tuple[str, int, int]]()

    def train(model: torch.nn.Module, data: object, recipe: object, seed: int) -> None:
        trained.append((str(getattr(model, "name", "")), read_recipe().steps, seed))

    monkeypatch.setattr(strategies, "train", train)
    data = planted(8)
    first, again = (started("early", data, 1, None, tmp_path) for _ in range(2))
    assert trained == [("early", 1000, 1)]
    assert isinstance(again, EarlyPatches)
    assert all(torch.equal(again.own_state()[key], value) for key, value in first.own_state().items())
