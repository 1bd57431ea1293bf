from __future__ import annotations

import pytest

from app.panels.words.query import NOTHING, Place, WordsQuery, read_words_query


@pytest.mark.parametrize(
    "query",
    [
        WordsQuery(),
        WordsQuery(word=3),
        WordsQuery(word=NOTHING),
        WordsQuery(word=0, compare=5, view="compare", strength=0),
        WordsQuery(view="place", place=Place(0.25, 0.5), strength=100),
    ],
)
def test_a_state_survives_the_address(query: WordsQuery) -> None:
    fields = dict(query.hidden())
    assert read_words_query(fields) == query


def test_the_default_state_has_an_empty_query() -> None:
    assert WordsQuery().encode() == ""
    assert WordsQuery(word=3, view="place", place=Place(0.5, 0.25)).encode() == "word=3&view=place&place=0.5,0.25"


@pytest.mark.parametrize(
    "query",
    [
        {"word": "-1"},
        {"word": "x"},
        {"word": "٣"},
        {"word": "9" * 400},
        {"compare": "1.5"},
        {"view": "nope"},
        {"strength": "strong"},
        {"strength": "nan"},
        {"place": "0.5"},
        {"place": "2,0.5"},
        {"place": "nan,0.5"},
        {"place": "a,b"},
        {"pick.x": "4"},
        {"pick.x": "x", "pick.y": "y"},
    ],
)
def test_nonsense_leaves_the_default(query: dict[str, str]) -> None:
    assert read_words_query(query) == WordsQuery()


@pytest.mark.parametrize(
    ("given", "strength"), [("0", 0), ("62", 60), ("63", 65), ("1000", 100), ("-5", 0), ("80", 80)]
)
def test_strength_goes_in_steps_of_five_from_none_to_all(given: str, strength: int) -> None:
    assert read_words_query({"strength": given}).strength == strength


def test_a_click_without_scripts_is_a_place() -> None:
    query = read_words_query({"pick.x": "160", "pick.y": "60"}, aspect=0.75)
    assert query.view == "place"
    assert query.place == Place(0.5, 0.25)


def test_a_place_lies_in_a_cell_even_at_the_far_edge() -> None:
    assert Place(0.0, 0.0).cell((14, 28)) == (0, 0)
    assert Place(0.5, 0.25).cell((14, 28)) == (3, 14)
    assert Place(1.0, 1.0).cell((14, 28)) == (13, 27)


def test_a_hidden_field_can_be_left_out() -> None:
    assert WordsQuery(word=3, strength=60).hidden("strength") == [("word", "3")]
