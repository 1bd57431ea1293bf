from __future__ import annotations

import dataclasses

import pytest

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


@pytest.mark.parametrize(("net", "size"), [("efficientnet_lite0", 224), ("efficientnet_lite1", 240), ("small_max", 64)])
def test_each_network_says_how_far_of_its_own_input_it_was_moved(net: str, size: int) -> None:
    each = dataclasses.replace(consistency(net), size=size)
    page = draw_network(NetworkResult(plan(), sweep(), (each,), None), scene())
    assert page.rows[0].reach == f"32 of {size} px"


def test_the_stride_of_the_whole_network_is_named_as_the_cause() -> None:
    assert draw_network(NetworkResult(plan(), None, (), None), scene()).stride == 4


def test_a_sentence_without_found_words_is_said() -> None:
    assert draw_network(NetworkResult(plan(), sweep(), (), ()), scene()).no_words
