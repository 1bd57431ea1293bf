from __future__ import annotations

from app.panels.shift.network.document import network_document, network_table
from app.panels.shift.network.result import NetworkResult
from tests.fakes_shift import consistency, plan, sweep, words


def test_what_was_not_asked_for_is_an_empty_list() -> None:
    found = network_document(NetworkResult(plan(), sweep(), (), None), "en").model_dump(by_alias=True)
    assert list(found) == ["sweep", "consistency", "words"]
    assert (found["consistency"], found["words"]) == ([], [])


def test_words_are_in_pixels_of_224_and_shares_are_rounded() -> None:
    found = network_document(NetworkResult(plan(), sweep(), (consistency(),), words()), "zh-CN")
    assert found.words[0].shifts == [-32.0, 0.0, 32.0]
    assert (found.consistency[0].share, found.consistency[0].low) == (0.75, 0.62765)


def test_a_row_per_shift() -> None:
    assert len(network_table(NetworkResult(plan(), sweep(), (), None), "en").rows) == 65
