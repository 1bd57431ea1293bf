"""The advice follows from the table: held against plain sorting of rows made by hand."""

from __future__ import annotations

from itertools import product

import pytest

from models.fusion.photo_size import USUAL_WORDS, places_side
from models.fusion.table import StrategyRow, read_table
from models.fusion.which import SEARCHABLE, Needs, advise
from models.fusion_results import FusionMeasurement
from models.statistics import SeedInterval


def row(name: str, accuracy: float, pointing: float | None, milliseconds: float, half: float = 1.0) -> StrategyRow:
    def around(value: float) -> SeedInterval:
        return SeedInterval(value, value - half, value + half, 3)

    points = None if pointing is None else around(pointing)
    growth = (FusionMeasurement(name, places_side(), USUAL_WORDS, milliseconds, 1, 1),)
    return StrategyRow(
        name, around(accuracy), around(accuracy), (), points, points, points, None, 1, 1, growth, 100, 100
    )  # fmt: skip


ROWS = (
    row("late_dual", 90, None, 0.1),
    row("cross_words", 87, 45, 1.0),
    row("multi_scale", 89.5, 40, 3.0),
    row("early", 80, 34, 0.5),
    row("multimodal", 85, 44, 2.0),
)


def test_without_needs_it_is_the_most_accurate_and_who_cannot_be_told_from_it() -> None:
    found = advise(ROWS, Needs())
    assert (found.first.name, found.by, found.ruled_out) == ("late_dual", "accuracy", ())
    assert [each.name for each in found.alike] == ["multi_scale"]


def test_a_search_takes_what_needs_no_run_per_pair_and_a_second_stage_to_see_where() -> None:
    assert advise(ROWS, Needs(search=True)).first.name == "late_dual"
    found = advise(ROWS, Needs(search=True, where=True))
    assert (found.first.name, found.then.name if found.then else None) == ("late_dual", "cross_words")


def test_where_asks_who_points_best_and_quick_who_is_not_slower_than_the_middle() -> None:
    found = advise(ROWS, Needs(where=True))
    assert (found.first.name, [each.name for each in found.alike]) == ("cross_words", ["multimodal"])
    assert dict(found.ruled_out) == {"late_dual": "where"}
    found = advise(ROWS, Needs(where=True, quick=True))
    assert found.limit == 1.0
    assert dict(found.ruled_out) == {"late_dual": "where", "multi_scale": "quick", "multimodal": "quick"}
    assert found.alike == ()


@pytest.mark.parametrize("answers", list(product((False, True), repeat=3)))
def test_the_measured_table_answers_every_combination_from_its_own_numbers(answers: tuple[bool, ...]) -> None:
    rows, needs = read_table(), Needs(*answers)
    found = advise(rows, needs)
    left = [
        each
        for each in rows
        if not (needs.search and each.name not in SEARCHABLE)
        and not (needs.where and not needs.search and each.pointing is None)
        and not (needs.quick and not needs.search and each.measured.milliseconds > found.limit)
    ]
    value = {
        each.name: each.pointing.mean if found.by == "pointing" and each.pointing else each.accuracy.mean
        for each in left
    }
    assert found.first.name == max(value, key=lambda name: value[name])
    assert (found.then is not None) == (needs.search and needs.where)
    assert {name for name, _ in found.ruled_out} == {each.name for each in rows} - set(value)
