"""Ridge regression, and the correction on top of it."""

import numpy as np
import pytest
import torch

from models.training.chinese_ways.adapter import Adapter, Correction
from models.training.chinese_ways.ridge import explained, fit, fit_best

RNG = np.random.default_rng(0)
ROWS = RNG.normal(3, [1, 2, 5, 1], (60, 4)).astype(np.float32)
TARGETS = (ROWS @ RNG.normal(size=(4, 3)) + [1, -2, 7]).astype(np.float32)


def test_a_linear_map_with_an_offset_is_found_exactly_without_a_penalty() -> None:
    assert np.allclose(fit(ROWS, TARGETS, 0)(ROWS), TARGETS, atol=1e-4)


def test_a_great_penalty_leaves_the_mean() -> None:
    assert np.allclose(fit(ROWS, TARGETS, 1e9)(ROWS), TARGETS.mean(0), atol=1e-3)


def test_the_closed_form_is_the_minimum() -> None:
    found = fit(ROWS, TARGETS, 0.5)
    inputs, wanted = (ROWS - ROWS.mean(0)) / ROWS.std(0), TARGETS - TARGETS.mean(0)

    def cost(weight: np.ndarray) -> float:
        return float(((inputs @ weight - wanted) ** 2).sum() / len(inputs) + 0.5 * (weight**2).sum())

    assert all(cost(found.weight) < cost(found.weight + RNG.normal(0, 0.01, (4, 3))) for _ in range(20))


def test_what_is_explained_is_1_for_the_targets_and_0_for_their_mean() -> None:
    assert explained(TARGETS, TARGETS) == pytest.approx(1)
    assert explained(np.broadcast_to(TARGETS.mean(0), TARGETS.shape), TARGETS) == pytest.approx(0, abs=1e-6)


def test_the_held_rows_choose_the_penalty() -> None:
    held = np.arange(60) % 5 == 0
    assert fit_best(ROWS, TARGETS, held.astype(np.float32), [1e-6, 1.0, 100.0])[1] == 1e-6


def test_a_new_correction_changes_nothing() -> None:
    torch.manual_seed(0)
    ridge = fit(ROWS, TARGETS, 0.1)
    adapter = Adapter(ridge, Correction(4, 8, 3).eval())
    assert np.array_equal(adapter(ROWS), ridge(ROWS))
    assert adapter.numbers == 12 + 4 + 4 + 3 + 8 + (4 * 8 + 8) + (8 * 3 + 3)
