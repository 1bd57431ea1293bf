"""What a place pays the words."""

from __future__ import annotations

import numpy as np
import pytest

from app.panels.fusion.depth.result import place_looks, place_shares, word_looks
from models.fusion.reading import scale_maps, word_maps
from models.fusion_results import Attended, FusionSentence, StrategyReading
from models.text.words import split_words

WORDS = split_words("red ball")
HEARD = FusionSentence("red ball", WORDS, None, ("[CLS]", "red", "ball", "[SEP]"), np.eye(4, dtype=np.float32)[1:3], (),
                       np.zeros((1, 1, 4, 4), np.float32))  # fmt: skip


def reading(queries: str, keys: str, weights: list[list[float]]) -> StrategyReading:
    attended = Attended("one", queries, keys, np.array(weights, np.float32)[None, None], (1, 2))
    return StrategyReading("one", 0.0, 0.5, None, (attended,), 1.0)


def test_a_place_that_asks_is_shown_without_the_special_tokens_and_their_share_is_told() -> None:
    asked = place_shares(reading("places", "words", [[0.5, 0.1, 0.3, 0.1], [0.25] * 4]), HEARD, (0, 0))
    assert [text for text, _ in asked.words] == ["ball", "red"]
    assert [share for _, share in asked.words] == pytest.approx([0.75, 0.25])
    assert asked.special == pytest.approx(0.6)
    assert not asked.turned


def test_where_only_words_ask_it_is_turned_around() -> None:
    asked = place_shares(reading("words", "places", [[1, 0], [0.2, 0.8], [0.6, 0.4], [1, 0]]), HEARD, (0, 1))
    word, share = asked.words[0]
    assert word == "red"
    assert share == pytest.approx(2 / 3)
    assert asked.turned


def test_a_words_maps_sum_to_one_whoever_asks() -> None:
    for queries, keys, weights in (
        ("words", "places", [[0.5, 0.5]] * 4),
        ("places", "words", [[0.4, 0.3, 0.2, 0.1]] * 2),
    ):
        looks = word_looks(reading(queries, keys, weights).attentions[0], HEARD.pooling, 0)
        assert looks is not None
        assert looks.sum() == pytest.approx(1)


@pytest.mark.parametrize(("kind", "start"), [("joint", 1), ("joint_bare", 0)])
def test_a_place_looks_at_the_places_of_its_own_sequence(kind: str, start: int) -> None:
    size, grid = start + 6 + 4, (2, 3)
    weights = np.random.default_rng(0).random((2, 3, size, size), np.float32)
    weights /= weights.sum(-1, keepdims=True)
    attended = Attended("self", kind, kind, weights, grid)
    (found,) = place_looks(StrategyReading("one", 0.0, 0.5, None, (attended,), 1.0), (1, 2))
    mean = np.zeros(size)
    for layer in range(2):
        for head in range(3):
            mean += weights[layer, head, start + 5] / 6
    assert found.share == pytest.approx(mean[start : start + 6].sum(), abs=1e-5)
    np.testing.assert_allclose(found.places.ravel(), mean[start : start + 6] / mean[start : start + 6].sum(), atol=1e-5)


def test_no_place_looks_at_places_where_only_words_and_places_meet() -> None:
    assert place_looks(reading("places", "words", [[0.25] * 4] * 2), (0, 0)) == ()


def test_the_map_of_a_word_is_the_mean_of_its_scales() -> None:
    rng, pooling = np.random.default_rng(0), HEARD.pooling
    attended = []
    for name, side in (("fine", 4), ("coarse", 2)):
        weights = rng.random((1, 2, 4, side * side), np.float32)
        attended.append(Attended(name, "words", "places", weights / weights.sum(-1, keepdims=True), (side, side)))
    one = StrategyReading("multi_scale", 0.0, 0.5, None, tuple(attended), 1.0)
    found = dict(scale_maps(one, pooling))
    assert {name: maps.shape for name, maps in found.items()} == {"fine": (2, 4, 4), "coarse": (2, 2, 2)}
    for each in attended:
        row = each.weights[0].mean(0)[1].reshape(each.grid)
        np.testing.assert_allclose(found[each.name][0], row / row.sum(), atol=1e-5)
    together = word_maps((("words", "places"),) * 2, tuple(each.weights for each in attended), pooling, (2, 2))
    assert together is not None
    fine = found["fine"].reshape(2, 2, 2, 2, 2).sum((2, 4))
    np.testing.assert_allclose(together, (fine + found["coarse"]) / 2, atol=1e-5)
