from __future__ import annotations

from app.panels.shift.alike.document import alike_document, alike_table
from app.panels.shift.alike.result import AlikeResult
from models.registry import SMALL
from tests.fakes_shift import consistency, sweep


def test_the_measured_networks_are_there_before_this_photo_is() -> None:
    found = alike_document(AlikeResult((), ()), "en").model_dump(exclude_unset=True)
    assert [each["backbone"] for each in found["networks"]] == list(SMALL)
    assert set(found["networks"][0]["accuracy"]) == {"value", "low", "high", "photos"}
    assert set(found["networks"][0]["consistency_crop"]) == {"value", "low", "high", "photos", "pairs", "pixels"}
    assert (found["sweeps"], found["consistency"]) == ([], [])


def test_a_row_per_network_and_shift() -> None:
    result = AlikeResult(tuple(sweep(net=net) for net in SMALL), (consistency("small_max", 16),))
    assert len(alike_table(result, "en").rows) == 65 * len(SMALL)
    assert {row[0] for row in alike_table(result, "en").rows} == set(SMALL)
