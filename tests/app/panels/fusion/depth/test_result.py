"""What a place pays the words."""

from __future__ import annotations

import numpy as np
import pytest

from app.panels.fusion.depth.result import place_shares, word_looks
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
