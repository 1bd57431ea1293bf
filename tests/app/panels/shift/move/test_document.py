from __future__ import annotations

import dataclasses

import numpy as np

from app.panels.shift.move.document import move_document, move_table
from app.panels.shift.move.result import MoveResult
from models.shift import compare_stage
from models.shift_results import MovedPhoto, MoveMode
from tests.fakes_shift import SHIFTS, SIZE, plan, sweep


def result() -> MoveResult:
    still = np.random.default_rng(0).random((6, 8, 8), np.float32)
    stage = compare_stage("block0", 4, still, still, MoveMode.CIRCULAR, 2, -4)
    square = np.zeros((SIZE, SIZE, 3), np.uint8)
    return MoveResult(plan(), SIZE, MovedPhoto(MoveMode.CIRCULAR, 2, -4, square, square, (0, 0, 1, 1), stage), sweep())


def test_a_shift_and_its_sweep_as_a_document() -> None:
    found = move_document(result(), "en").model_dump(by_alias=True, exclude_unset=True)
    assert list(found) == ["dx", "dy", "stage", "reduction", "cells", "error", "frame", "sweep"]
    assert found["cells"] == [0.5, -1.0]
    assert found["sweep"]["class"] == 2
    assert found["sweep"]["shifts"] == SHIFTS.tolist()
    assert found["sweep"]["stages"][1]["error"][:2] == [0.1, 0.3]


def test_an_error_of_nothing_is_null_not_infinite() -> None:
    given = result()
    stage = dataclasses.replace(given.moved.stage, error=float("inf"))
    moved = dataclasses.replace(given.moved, stage=stage)
    assert move_document(dataclasses.replace(given, moved=moved), "en").error is None


def test_a_row_per_shift() -> None:
    table = move_table(result(), "en")
    assert table.head == ["backbone", "shift", "probability", "top_class", "cosine", "error_stem", "error_block0"]
    assert table.rows[0] == ["efficientnet_lite0", -32, 0.9, 2, 0.9, 0.1, 0.1]
    assert len(table.rows) == 65
