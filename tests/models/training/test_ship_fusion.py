"""Which seed of a strategy is shipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from models.training.ship_fusion import collect


@pytest.mark.parametrize(("dev", "shipped"), [((80.0, 83.0, 81.0), 1), ((None, None, None), 0)])
def test_the_seed_that_matched_best_on_the_dev_split_is_shipped(
    dev: tuple[float | None, ...], shipped: int, tmp_path: Path
) -> None:
    for seed, accuracy in enumerate(dev):
        report = {"match_slope": 1.0 + seed, "match_shift": 0.0, "match_accuracy": 90.0 - seed}
        told = report if accuracy is None else report | {"dev_accuracy": accuracy}
        (tmp_path / f"one-{seed}.json").write_text(json.dumps(told))
        torch.save({"weight": torch.full((2,), float(seed))}, tmp_path / f"one-{seed}.pt")
    state, metrics = collect(tmp_path, ["one"], range(len(dev)))
    assert state["one.weight"].tolist() == [shipped, shipped]
    assert metrics["shipped"] == {"one": {"seed": shipped, "match_slope": 1.0 + shipped, "match_shift": 0.0}}
    assert [each["match_accuracy"] for each in metrics["seeds"]["one"]] == [90.0, 89.0, 88.0]
