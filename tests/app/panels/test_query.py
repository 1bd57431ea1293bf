"""One reader for every panel's address: what cannot be read is at its default, what is at its default is left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest

from app.panels.query import PanelQuery, choice, flag, real, text, whole


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Query(PanelQuery):
    view: str = text("first")
    index: int | None = whole()
    shift: int = whole(8, -32, 32)
    page: int = whole(1, low=1)
    angle: float = real(30.0, -90, 90)
    colour: Colour = choice(Colour.RED, Colour)
    number: int | None = whole(name="class")
    times: bool = flag()


@pytest.mark.parametrize("bad", ["", "x", "1.5", "-", "--3", "٣", "1234567", "1e3", "\0"])
def test_what_is_no_whole_number_leaves_the_default(bad: str) -> None:
    read = Query.read({"index": bad, "shift": bad, "page": bad, "class": bad})
    assert read == Query()


@pytest.mark.parametrize("bad", ["", "x", "nan", "inf", "-inf", "1,5"])
def test_what_is_no_number_leaves_the_default(bad: str) -> None:
    assert Query.read({"angle": bad}) == Query()


def test_numbers_are_brought_between_their_limits() -> None:
    read = Query.read({"shift": "-999", "page": "0", "angle": "1e9"})
    assert (read.shift, read.page, read.angle) == (-32, 1, 90)
    assert Query.read({"index": "-3"}).index is None, "an index has no sign"


def test_a_choice_is_one_of_its_options() -> None:
    assert Query.read({"colour": "blue"}).colour is Colour.BLUE
    assert Query.read({"colour": "green"}).colour is Colour.RED


def test_what_is_written_is_read_again() -> None:
    query = Query(view="other", index=3, shift=-5, angle=12.5, colour=Colour.BLUE, number=7, times=True, start=True)
    assert Query.read(dict(query.hidden())) == query
    assert dict(query.hidden())["class"] == "7"
    assert Query().hidden() == []


def test_waiting_is_never_part_of_an_address() -> None:
    assert Query.read({"wait": "1"}).wait
    assert Query(wait=True).hidden() == []


def test_parameters_of_single_sub_views_are_kept_and_changed() -> None:
    query = Query.read({"kernel": "1,2", "other": "x"}, {"kernel"})
    assert (query.get("kernel"), query.get("other")) == ("1,2", "")
    assert query.change(kernel="3").get("kernel") == "3"
    assert query.change(kernel=None).hidden() == []
    assert query.change(index=2).hidden("kernel") == [("index", "2")]
