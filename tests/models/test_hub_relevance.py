"""Attention and its gradient: rows stay shares, constant maps stay finite, and the rules are those of the paper."""

from __future__ import annotations

import numpy as np
import pytest

from models.hub.relevance import over_places, positive, sentence_relevance, shares
from models.results import FloatArray


def attention(*shape: int) -> FloatArray:
    values = np.random.default_rng(0).random(shape, dtype=np.float32)
    return np.asarray(values / values.sum(-1, keepdims=True), np.float32)


def test_rows_over_places_sum_to_one_and_the_class_token_is_told_apart() -> None:
    rows = attention(2, 3, 4, 17)
    places, elsewhere = over_places(rows)
    assert places.shape == (2, 3, 4, 16)
    assert places.sum(-1) == pytest.approx(1, abs=1e-6)
    assert elsewhere == pytest.approx(rows[..., 0])


def test_a_row_that_pays_places_nothing_becomes_even() -> None:
    rows = np.zeros((1, 5), np.float32)
    rows[0, 0] = 1
    assert over_places(rows)[0] == pytest.approx(0.25)


@pytest.mark.parametrize("value", [0.0, 1.0, 1e-30])
def test_a_constant_map_stays_constant(value: float) -> None:
    assert shares(np.full((2, 8), value, np.float32)) == pytest.approx(1 / 8)


def test_only_what_raises_the_match_counts() -> None:
    weighted = positive(np.array([0.5, 0.5], np.float32), np.array([2.0, -2.0], np.float32))
    assert weighted.tolist() == [1.0, 0.0]


def test_without_a_gradient_nothing_is_relevant() -> None:
    own, cross = attention(2, 2, 4, 4), attention(2, 2, 4, 9)
    assert sentence_relevance(own, 0 * own, cross, 0 * cross).tolist() == [0.0] * 9


def test_one_layer_without_self_attention_is_attention_times_gradient() -> None:
    own, cross = attention(1, 2, 4, 4), attention(1, 2, 4, 9)
    slopes = np.random.default_rng(1).normal(size=cross.shape).astype(np.float32)
    found = sentence_relevance(own, 0 * own, cross, slopes)
    assert found == pytest.approx(positive(cross, slopes)[0].mean(0)[0], rel=1e-5)


def test_relevance_reaches_the_first_token_through_another_word() -> None:
    own = np.zeros((2, 1, 2, 2), np.float32)
    own[1, 0, 0, 1] = 1  # in the second layer the first token listens to the second
    cross = np.zeros((2, 1, 2, 3), np.float32)
    cross[0, 0, 1, 2] = 1  # which in the first layer looked at the last place
    found = sentence_relevance(own, np.ones_like(own), cross, np.ones_like(cross))
    assert found.tolist() == [0.0, 0.0, 1.0]
