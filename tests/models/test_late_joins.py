"""Late fusion by sum and by product: the towers held against torch, the readouts against what they promise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.late_joins import fit, measure
from models.engine.fusion.export import load_strategy
from models.fusion import late_joins
from models.fusion.late_joins import WEIGHTS, Join, joined, photo_vector, read_late_joins, sentence_vector
from models.fusion.streams import LAST
from models.fusion_results import FusionPhoto, FusionSentence
from models.results import FloatArray
from models.weights import digest_of

RNG = np.random.default_rng(0)


def unit(count: int) -> FloatArray:
    found = RNG.standard_normal((count, 256)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


@pytest.mark.weights
def test_the_vectors_are_those_of_late_dual() -> None:
    grid = RNG.random((7, 7, 1280), np.float32)
    states = RNG.standard_normal((9, 384)).astype(np.float32)
    photo = FusionPhoto(7, 7, (("head", grid),))
    sentence = FusionSentence(
        "", (), None, (), np.zeros((0, 9), np.float32), ((LAST, states),), np.zeros(0, np.float32)
    )
    strategy = load_strategy("late_dual")
    (seen,) = strategy.see({"head": torch.from_numpy(grid)[None]})
    (heard,) = strategy.hear({LAST: torch.from_numpy(states)[None]}, torch.ones(1, 9, dtype=torch.bool))
    np.testing.assert_allclose(photo_vector(photo), seen[0].numpy(), atol=1e-4)
    np.testing.assert_allclose(sentence_vector(sentence), heard[0].numpy(), atol=1e-4)


@pytest.mark.weights
def test_the_towers_are_read_from_beside_the_graphs_where_weights_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = FusionPhoto(7, 7, (("head", RNG.random((7, 7, 1280), np.float32)),))
    expected = photo_vector(photo)
    np.savez(tmp_path / late_joins.TOWERS, allow_pickle=False, **late_joins.read_towers())
    monkeypatch.setattr(late_joins, "SHIPPED", tmp_path)
    monkeypatch.setattr(late_joins, "entry", None)
    late_joins._state.cache_clear()
    np.testing.assert_array_equal(photo_vector(photo), expected)
    late_joins._state.cache_clear()


def test_a_sum_prefers_the_same_sentence_for_every_photo_and_a_product_need_not() -> None:
    photos, sentences, weights = unit(8), unit(5), RNG.standard_normal(256)
    orders = {join: {tuple(np.argsort(joined(join, photo, sentences) @ weights)) for photo in photos} for join in Join}
    assert len(orders[Join.SUM]) == 1
    assert len(orders[Join.PRODUCT]) > 1


def test_a_product_with_all_weights_alike_is_the_cosine() -> None:
    photo, sentences = unit(1)[0], unit(5)
    np.testing.assert_allclose(joined(Join.PRODUCT, photo, sentences).sum(1), sentences @ photo, atol=1e-6)


def test_the_fit_tells_pairs_that_agree_by_product_and_never_by_sum() -> None:
    photos = unit(300)
    both = photos, photos + 0.3 * unit(300)
    assert measure(Join.PRODUCT, {"dev": both, "test": both})["above"] > 95
    found = measure(Join.SUM, {"dev": both, "test": both})
    assert 40 < found["above"] < 60
    assert 45 < found["accuracy"] < 55
    weights, bias = fit(Join.PRODUCT, both)
    assert weights.shape == (256,)
    assert np.isfinite(bias)


def test_what_was_fitted_was_fitted_on_the_shipped_weights() -> None:
    assert read_late_joins().digest == digest_of(WEIGHTS), "run python -m benchmarks.late_joins"
    by_join = {each.join: each for each in read_late_joins().readouts}
    assert by_join[Join.PRODUCT].above > 80
    assert abs(by_join[Join.SUM].above - 50) < 5
