"""Tokens of photos: pooled ones against plain means, the resampler and the gate against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from models.encoder.forms import sequence_of
from models.encoder.resampler import WIDTH, Resampler, places, trained, untrained
from models.encoder.ribbon import COUNTS, gated, pooled_tokens, rectangles
from models.engine.lab.stages import softmax
from models.text.embeddings import embedded
from models.text.tokens import tokenise

SMALL, REAL = untrained(12), 1280
GRIDS = ((7, 7), (10, 10), (14, 14), (7, 21))


def grid_like(rows: int, cols: int, depth: int = 12) -> np.ndarray:
    return np.random.default_rng(rows * cols).normal(0, 1, (depth, rows, cols)).astype(np.float32)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("size", GRIDS)
def test_k_does_not_depend_on_the_size_and_pooled_tokens_average_to_the_pooled_vector(
    size: tuple[int, int], count: int
) -> None:
    grid = grid_like(*size)
    tokens = pooled_tokens(grid, count)
    assert tokens.shape == (count, 12)
    np.testing.assert_allclose(tokens.mean(0), grid.mean((1, 2)), atol=1e-5)
    asked, attention = SMALL.ask(sequence_of(grid), places(*size), count)
    assert asked.shape == (count, WIDTH)
    assert attention.shape == (count, size[0] * size[1])


def test_forty_nine_tokens_of_seven_by_seven_are_the_sequence_and_four_of_fourteen_its_quarters() -> None:
    grid = grid_like(7, 7)
    np.testing.assert_allclose(pooled_tokens(grid, 49), sequence_of(grid), atol=1e-6)
    grid = grid_like(14, 14)
    quarters = grid.reshape(12, 2, 7, 2, 7).mean((2, 4)).reshape(12, 4).T
    np.testing.assert_allclose(pooled_tokens(grid, 4), quarters, atol=1e-6)


@pytest.mark.parametrize(("queries", "depth"), [(SMALL, 12), (trained(), REAL)], ids=["untrained", "trained"])
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("size", GRIDS)
def test_each_querys_attention_sums_to_one_and_moving_keys_with_positions_changes_nothing(
    size: tuple[int, int], count: int, queries: Resampler, depth: int
) -> None:
    grid = grid_like(*size, depth)
    _, attention = queries.ask(sequence_of(grid), places(*size), count)
    np.testing.assert_allclose(attention.sum(1), 1, atol=1e-5)
    assert attention.min() >= 0
    assert queries.moved_apart(grid, count) < 1e-5


def test_moving_keys_without_their_positions_does_change_the_tokens() -> None:
    features, at = sequence_of(grid_like(7, 7)), places(7, 7)
    order = np.random.default_rng(0).permutation(49)
    assert np.abs(SMALL.ask(features, at, 4)[0] - SMALL.ask(features[order], at, 4)[0]).max() > 1e-3


def test_the_resampler_is_softmax_attention_place_by_place() -> None:
    features, at = sequence_of(grid_like(2, 3)), places(2, 3)
    tokens, attention = SMALL.ask(features, at, 4)
    queries, keys, values = SMALL.queries[4], SMALL.keys, SMALL.values
    normal = (features - features.mean(1, keepdims=True)) / (features.std(1, keepdims=True) + 1e-6)
    for query in range(4):
        scores = np.array([queries[query] @ (normal[p] @ keys + at[p]) / np.sqrt(WIDTH) for p in range(6)])
        weights = np.exp(scores) / np.exp(scores).sum()
        np.testing.assert_allclose(attention[query], weights, atol=1e-5)
        np.testing.assert_allclose(
            tokens[query], sum(w * (normal[p] @ values) for p, w in enumerate(weights)), atol=1e-4
        )


def test_no_two_places_have_the_same_position() -> None:
    at = places(7, 21)
    assert at.shape == (147, WIDTH)
    far = ((at[:, None] - at[None]) ** 2).sum(-1) + np.eye(147) * 9
    assert far.min() > 1e-3


def test_a_gate_at_zero_gives_the_text_alone_to_the_bit_and_an_open_one_does_not() -> None:
    text = embedded(tokenise("a cat on a sofa").ids)
    tokens = pooled_tokens(grid_like(7, 7), 16)
    assert text.shape == (7, 384)
    assert gated(text, tokens, 0.0).tobytes() == text.tobytes()
    half, whole = (np.linalg.norm(gated(text, tokens, gate) - text) for gate in (0.5, 1.0))
    assert whole / half == pytest.approx(np.tanh(1.0) / np.tanh(0.5), rel=1e-3)


def test_rows_of_the_table_are_the_text_models_own() -> None:
    from models.text.minilm import load

    ids = tokenise("a cat").ids
    np.testing.assert_array_equal(embedded(ids), load().words.weight[ids].detach().numpy())


def test_rectangles_tile_the_photo_and_a_softmax_is_one() -> None:
    for count in COUNTS:
        assert sum((right - left) * (bottom - top) for left, top, right, bottom in rectangles(count)) == pytest.approx(
            1
        )
    assert softmax(np.zeros((2, 4), np.float32)).tolist() == [[0.25] * 4] * 2
