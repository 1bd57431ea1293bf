from __future__ import annotations

import numpy as np

from app.panels.shift.pooling.document import COLUMNS, pooling_document, pooling_table
from app.panels.shift.pooling.result import PoolingResult
from models.pooling import report
from models.shift_results import PoolingKind
from tests.fakes_shift import plan

MAPS = np.random.default_rng(0).random((6, 8, 10), np.float32)


def result() -> PoolingResult:
    reports = tuple(report(MAPS, kind, 2, 2) for kind in PoolingKind)
    return PoolingResult(plan(), "block0", MAPS, False, reports)


def test_every_kind_of_pooling_is_in_the_document() -> None:
    found = pooling_document(result())
    assert (found.channels, found.rows, found.cols) == (6, 8, 10)
    assert [each.kind for each in found.kinds] == [kind.value for kind in PoolingKind]
    assert (found.kinds[0].rows, found.kinds[0].cols) == (4, 5)


def test_what_a_kind_does_not_have_is_absent() -> None:
    found = pooling_document(result()).model_dump(exclude_unset=True)
    has = {each["kind"]: each for each in found["kinds"]}
    assert {kind for kind, each in has.items() if "aliasing" in each} == {"average", "strided", "blur"}
    assert not any("cropped_error" in each for each in found["kinds"])  # ten cells are too few


def test_a_row_per_kind_and_shift() -> None:
    table = pooling_table(result())
    assert table.head == COLUMNS
    assert len(table.rows) == len(PoolingKind) * 17
    assert all(len(row) == len(COLUMNS) for row in table.rows)


def test_what_the_networks_own_shrinkings_save_is_in_the_document() -> None:
    found = pooling_document(result()).shrinkings
    assert [(each.stage, each.side) for each in found] == [("", 32)]  # the plan made by hand has no operations
