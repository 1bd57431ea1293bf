from __future__ import annotations

import pytest

from app.language.i18n import languages, translator
from app.render.chart import Axis, Band, Bar, Line, line_chart, log_bars
from app.render.number_table import plain_number
from app.render.squares import Square, squares
from tests.tables import read_tables

T = translator("en")
X, Y = Axis(0, 10, (), "shift"), Axis(0, 1, ())


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-0.00001, "0.0000"), (-32, "−32"), (0.57, "0.5700"), (-0.1234, "−0.1234"), (3.14159, "3.142"),
     (44.06, "44.06"), (123.456, "123.5"), (1234.5, "1234")],
)  # fmt: skip
def test_a_number_has_four_digits(value: float, written: str) -> None:
    assert plain_number(value) == written


def test_lines_at_the_same_places_are_columns() -> None:
    lines = [Line("map", "one", ((0, 0.25), (1, 0.5))), Line("centre", "other", ((1, 1.0),))]
    (table,) = read_tables(line_chart(lines, X, Y, "How it goes", T))
    assert table.caption == "How it goes"
    assert table.heads == ["shift", "one", "other"]
    assert table.rows == [["0", "0.2500", "–"], ["1", "0.5000", "1"]]


def test_lines_at_places_of_their_own_are_rows() -> None:
    lines = [Line("map", str(seed), tuple((seed / 7 + step, 0.5) for step in range(3))) for seed in range(4)]
    (table,) = read_tables(line_chart(lines, X, Y, "Seeds", T))
    assert table.heads == ["Line", "shift", "Value"]
    assert len(table.rows) == 12


def test_a_band_has_both_its_edges() -> None:
    band = Band("random", ("low", "high"), ((0, 0.1), (1, 0.2)), ((0, 0.3), (1, 0.4)))
    (table,) = read_tables(line_chart([Line("map", "mean", ((0, 0.2), (1, 0.3)))], X, Y, "Spread", T, bands=[band]))
    assert table.heads == ["shift", "mean", "low", "high"]
    assert table.rows[1] == ["1", "0.3000", "0.2000", "0.4000"]


def test_an_axis_says_how_its_values_are_written() -> None:
    x = Axis(0, 1, (), "stage", write=lambda place: ("stem", "block0")[int(place)])
    (table,) = read_tables(
        line_chart([Line("map", "share", ((0, 0.5), (1, 1.0)))], x, Axis(0, 1, (), write=T.fine), "", T)
    )
    assert table.rows == [["stem", "50.00 %"], ["block0", "100.00 %"]]


@pytest.mark.parametrize("language", [each.tag for each in languages()])
def test_bars_and_squares_have_their_values_as_they_are_written(language: str) -> None:
    t = translator(language)
    for drawn in (
        log_bars([Bar("map", "<b>", 12, "12 k")], 100, "a & b", t),
        squares([Square("map", "<b>", 12, "12 k")], "a & b", t),
    ):
        (table,) = read_tables(drawn)
        assert (table.caption, table.rows) == ("a & b", [["<b>", "12 k"]])


def test_no_share_but_all_of_it_is_written_as_all() -> None:
    assert [T.fine(share) for share in (0, 1e-6, 0.5, 0.999999, 1)] == [
        "0.00 %", "< 0.01 %", "50.00 %", "> 99.99 %", "100.00 %",
    ]  # fmt: skip
