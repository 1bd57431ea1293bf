"""A class whose name stands high on photos without one is given a higher bar."""

from __future__ import annotations

import numpy as np

from models.training.class_bars import QUANTILE, SHARE, bars_of


def presence(seed: int = 0, photos: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Three classes: as usual, high where it is not, and low; on a third of the photos each is there."""
    rng = np.random.default_rng(seed)
    there = rng.random((3, photos)) < 1 / 3
    return (rng.normal(size=(3, photos)) + np.array([[0.0], [2.0], [-1.0]])).astype(np.float32), there


def test_bars_are_how_much_higher_a_class_stands_where_it_is_not() -> None:
    scores, there = presence()
    np.testing.assert_allclose(bars_of(scores, there), SHARE * np.array([-1 / 3, 5 / 3, -4 / 3]), atol=0.1)
    assert abs(float(bars_of(scores, there).mean())) < 1e-6


def test_photos_that_have_the_class_do_not_count() -> None:
    scores, there = presence()
    raised = scores + 50 * there
    np.testing.assert_allclose(bars_of(raised, there), bars_of(scores, there), atol=1e-6)


def test_with_its_whole_bar_every_class_is_wrongly_found_as_often() -> None:
    scores, there = presence()
    evened = scores - bars_of(scores, there).numpy()[:, None] / SHARE
    cut = np.quantile(evened[~there], QUANTILE)
    found = [float((of[~own] > cut).mean()) for of, own in zip(evened, there, strict=True)]
    np.testing.assert_allclose(found, 1 - QUANTILE, atol=0.01)
    alike = np.quantile(scores[~there], QUANTILE)
    before = [float((of[~own] > alike).mean()) for of, own in zip(scores, there, strict=True)]
    assert max(before) > 3 * (1 - QUANTILE) / 2
