from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from app.panels.shift.move.page import channel_of, draw_move, move_overlay
from app.panels.shift.move.result import MoveResult
from app.panels.shift.query import ShiftQuery
from models.shift import compare_stage, frame
from models.shift_results import MovedPhoto, MoveMode, ShiftSweep
from tests.fakes_shift import SIZE, plan, scene, sweep

STILL = np.random.default_rng(0).random((6, 8, 8), np.float32)


def result(mode: MoveMode = MoveMode.CIRCULAR, found: ShiftSweep | None = None) -> MoveResult:
    stage = compare_stage("block0", 4, STILL, STILL, mode, 2, -4)
    square = np.zeros((SIZE, SIZE, 3), np.uint8)
    return MoveResult(plan(), SIZE, MovedPhoto(mode, 2, -4, square, square, frame(SIZE, mode), stage), found)


def test_the_maps_are_there_before_the_curves() -> None:
    page = draw_move(result(), scene())
    assert (page.chart, page.told) == (None, None)
    assert [stage.name for stage in page.stages if stage.current] == ["block0"]
    assert page.cells == ("+0.5", "-1")


def test_the_strip_has_the_state_of_the_page() -> None:
    page = draw_move(result(found=sweep()), scene(ShiftQuery(mode=MoveMode.ZERO)))
    assert page.strip == "/s/ID/shift/strip.webp?mode=zero"
    assert page.strip_still == "/s/ID/shift/strip.webp?mode=zero&still=1"


def test_a_channel_that_is_not_there_is_the_one_with_the_most_contrast() -> None:
    most = int(STILL.std((1, 2)).argmax())
    assert channel_of(result(), ShiftQuery(channel=3)) == 3
    assert channel_of(result(), ShiftQuery(channel=99)) == channel_of(result(), ShiftQuery()) == most


@pytest.mark.parametrize("mode", MoveMode)
def test_the_photo_is_seen_moving_and_dragged_at_its_own_scale(mode: MoveMode) -> None:
    whole = np.zeros((96, 96, 3), np.uint8)
    given = result(mode)
    given = dataclasses.replace(given, moved=dataclasses.replace(given.moved, whole=whole))
    overlay = move_overlay(given, scene())
    assert draw_move(given, scene()).across == 96
    assert overlay.picture
    assert [box.box for box in overlay.boxes] == ([frame(SIZE, mode)] if mode is MoveMode.CROP else [])


@pytest.mark.parametrize("mode", MoveMode)
def test_the_caption_says_how_the_photo_moved(mode: MoveMode) -> None:
    assert "+2, -4 pixels" in move_overlay(result(mode), scene()).caption
