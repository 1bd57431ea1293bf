from __future__ import annotations

import numpy as np

from app.panels.shift.turn.document import COLUMNS, turn_document, turn_table
from app.panels.shift.turn.result import TurnResult
from tests.fakes_shift import CLASSES, turns

RESULT = TurnResult(np.zeros((2, 2, 3), np.uint8), np.full(CLASSES, 0.25, np.float32), (turns("angle"), turns("scale")))


def test_both_sweeps_as_documents() -> None:
    found = turn_document(RESULT, "en").model_dump(by_alias=True)
    assert [each["kind"] for each in found["sweeps"]] == ["angle", "scale"]
    assert found["sweeps"][1]["values"] == [0.5, 1.0, 2.0]
    assert found["sweeps"][0]["class"] == 2
    assert found["sweeps"][0]["neighbours"] == [2, 3, 2]
    assert found["sweeps"][0]["probability"] == [0.33333] * 3


def test_a_row_per_value() -> None:
    table = turn_table(RESULT, "en")
    assert table.head == COLUMNS
    assert len(table.rows) == 6
    assert all(len(row) == len(COLUMNS) for row in table.rows)
