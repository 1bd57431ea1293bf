from __future__ import annotations

import numpy as np
import pytest

from models.errors import InvalidArgument
from models.results import SentenceAttention
from models.spans import find_span, mean_score, read_span, read_whole
from tests.fakes import FakeAttender
from tests.photographs import scene

SENTENCE = "A cat, with a sofa; no dog!"


def read(sentence: str = SENTENCE) -> SentenceAttention:
    attender = FakeAttender()
    return attender.read(attender.look(scene()), sentence)


def test_a_phrase_of_one_word_is_that_word() -> None:
    result = read()
    span, word = read_span(result, 1, 1), result.words[1]
    assert (span.text, span.score, span.found) == ("cat", word.score, word.found)
    assert np.array_equal(span.evidence, word.evidence)


def test_a_phrase_has_the_mean_map_of_its_judged_words() -> None:
    result = read()
    span = read_span(result, 1, 4)
    assert span.text == "cat, with a sofa" == SENTENCE[span.start : span.end]
    assert np.allclose(span.evidence, (result.words[1].evidence + result.words[4].evidence) / 2)
    assert np.allclose(span.attention.sum((1, 2)), 1)


def test_the_sentence_has_the_match_for_its_score_and_leaves_out_what_has_no_vote() -> None:
    result = read()
    span = read_whole(result)
    assert span.whole
    assert span.score == result.match
    assert np.allclose(span.evidence, (result.words[1].evidence + result.words[4].evidence) / 2)  # not the dog's


def test_one_clear_no_takes_a_phrase_down_and_a_doubt_does_not() -> None:
    assert mean_score([0.9, 0.01]) < 0.5
    assert mean_score([0.95, 0.4]) > 0.5
    assert 0 < mean_score([0.0, 1.0]) < 1


def test_words_that_are_not_judged_give_a_phrase_no_score() -> None:
    span = read_span(read(), 2, 3)
    assert span.score is None
    assert not span.found


def test_what_a_negation_takes_back_can_still_be_looked_at() -> None:
    result = read("no dog")
    assert read_span(result, 0, 1).score == pytest.approx(result.words[1].score)
    assert read_whole(result).score is None
    assert not read_whole(result).found


@pytest.mark.parametrize(("first", "last"), [(-1, 0), (3, 2), (0, 99)])
def test_words_that_are_not_there_are_refused(first: int, last: int) -> None:
    with pytest.raises(InvalidArgument):
        read_span(read(), first, last)


def test_a_phrase_is_found_by_its_text() -> None:
    assert find_span(read(), " With A sofa ").text == "with a sofa"
    for nothing in ("", "  ", "horse", ";"):
        with pytest.raises(InvalidArgument):
            find_span(read(), nothing)
