"""The room `field`: findings, page, growth and document of one cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.engines.lab import Look
from app.language.i18n import translator
from app.panels.layers.field.document import field_document
from app.panels.layers.field.drawing import draw_field, field_overlay
from app.panels.layers.field.growth import effective_side, growth_chart
from app.panels.layers.field.result import FieldFindings, fields_of, landmark_stages
from models.errors import InvalidArgument
from tests.app.panels.layers.conftest import MakeScene


@pytest.fixture(scope="module")
def findings(look: Look) -> FieldFindings:
    return fields_of(look, "block0", 3, 4, None)


def test_landmarks_are_the_last_stage_of_every_size_and_the_chosen_one(look: Look) -> None:
    assert landmark_stages(look.plan, "head") == ("stem", "head")
    assert landmark_stages(look.plan, "block0") == ("stem", "block0", "head")


def test_a_cell_that_is_not_there_is_refused(look: Look) -> None:
    with pytest.raises(InvalidArgument):
        fields_of(look, "block0", 90, 0, None)


def test_the_page_tells_both_fields(findings: FieldFindings, make_scene: MakeScene) -> None:
    page = draw_field(findings, make_scene(view="field", stage="block0", row=3, col=4))
    assert (page.stage, page.row, page.col, page.size) == ("block0", 3, 4, 7)
    assert [tile.stage for tile in page.tiles if tile.current] == ["block0"]
    assert len(page.spans_rows.split()) == page.rows == 8
    assert page.chart.startswith("<svg")


def test_the_fields_before_are_nested_frames_over_the_photo(findings: FieldFindings, make_scene: MakeScene) -> None:
    overlay = field_overlay(findings, make_scene(view="field", stage="block0"))
    assert [box.kind for box in overlay.boxes] == ["before", "field", "cell"]
    assert overlay.held == (3, 4)
    assert overlay.grid == (8, 8)


def test_a_silent_cell_has_no_shares(findings: FieldFindings, make_scene: MakeScene) -> None:
    silent = np.zeros_like(findings.field.energy)
    field = replace(findings.field, energy=silent, share_inside=0.0, core=0.0)
    marks = tuple(replace(mark, energy=np.zeros_like(mark.energy), core=0.0) for mark in findings.landmarks)
    told = field_document(replace(findings, field=field, landmarks=marks))
    assert told.effective.silent
    assert told.effective.share_inside is told.effective.core is None
    assert [each.core for each in told.growth] == [None] * len(told.growth)
    page = draw_field(replace(findings, field=field, landmarks=marks), make_scene(view="field", stage="block0"))
    assert page.silent
    assert {tile.core for tile in page.tiles} == {"–"}


def test_the_effective_field_is_no_larger_than_the_theoretical_one(findings: FieldFindings) -> None:
    for mark in findings.landmarks:
        area = effective_side(mark.theoretical, mark.core) ** 2
        rows, cols = mark.theoretical.rows, mark.theoretical.cols
        assert area <= (rows[1] - rows[0] + 1) * (cols[1] - cols[0] + 1) + 1e-6


def test_the_growth_is_a_curve(findings: FieldFindings) -> None:
    assert "is-theoretical" in growth_chart(findings, translator("en"))


@pytest.mark.parametrize("energy", [False, True])
def test_the_energy_is_in_the_document_where_it_is_asked_for(findings: FieldFindings, energy: bool) -> None:
    told = field_document(findings, energy).model_dump(exclude_unset=True)
    assert ("energy" in told["effective"]) is energy
    assert told["theoretical"]["steps"][-1]["size_after"] == told["theoretical"]["size"] == 7
    assert [each["stage"] for each in told["growth"]] == ["stem", "block0", "head"]
