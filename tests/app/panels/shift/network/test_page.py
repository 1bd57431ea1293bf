from __future__ import annotations

from app.panels.shift.network.page import draw_network
from app.panels.shift.network.result import NetworkResult
from tests.fakes_shift import consistency, plan, scene, sweep, words


def test_nothing_is_drawn_before_there_is_something() -> None:
    page = draw_network(NetworkResult(plan(), None, (), None), scene())
    assert (page.top, page.told, page.probability, page.rows, page.words) == (None, None, None, (), None)


def test_the_sentence_counts_the_shifts_at_which_the_class_stays() -> None:
    page = draw_network(NetworkResult(plan(), sweep(), (consistency(),), words()), scene())
    assert "64 of 65" in (page.told or "")
    assert page.rows[0].share == "75 %"
    assert [word.text for word in page.word_keys] == ["cat"]
    assert not page.no_words


def test_a_sentence_without_found_words_is_said() -> None:
    assert draw_network(NetworkResult(plan(), sweep(), (), ()), scene()).no_words
