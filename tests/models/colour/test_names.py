"""Which words name a colour."""

import pytest

from models.colour.names import COLOURS, NUMBERS, colour_of, names_a_thing
from models.results import Word
from models.text.words import split_words
from tests.matrix import thorough_rows_after


def colour(text: str) -> str | None:
    (word,) = split_words(text)
    number = colour_of(word)
    return None if number is None else COLOURS[number]


@pytest.mark.parametrize(("spelling", "number"), thorough_rows_after(12, NUMBERS.items()))
@pytest.mark.parametrize("form", ["{}", "light-{}", "Dark-{}"])
def test_every_name_of_a_colour_is_one_in_any_case_and_shade(spelling: str, number: int, form: str) -> None:
    assert colour(form.format(spelling)) == COLOURS[number]
    assert colour(form.format(spelling).upper()) == COLOURS[number]


@pytest.mark.parametrize(
    ("chinese", "name"),
    [
        ("黑色", "black"), ("白色", "white"), ("红色", "red"), ("蓝色", "blue"), ("绿色", "green"), ("黄色", "yellow"),
        ("棕色", "brown"), ("橙色", "orange"), ("灰色", "gray"), ("粉红色", "pink"), ("紫色", "purple"),
        ("金色", "golden"),
        ("黑", "black"), ("白", "white"), ("红", "red"), ("绿", "green"), ("深蓝", "blue"), ("紅色", "red"),
        ("銀色", "gray"),
    ],
)  # fmt: skip
def test_chinese_colours_are_those_of_the_english_that_is_read(chinese: str, name: str) -> None:
    assert colour(chinese) == name


@pytest.mark.parametrize(
    "text", ["colourful", "dark", "dog", "red-haired", "black-and-white", "the", "two", "黑白", "猫", "素"]
)
def test_what_is_no_colour_or_two_at_once_names_none(text: str) -> None:
    assert colour(text) is None


def test_an_orange_is_a_thing_and_an_orange_colour_in_chinese_is_not() -> None:
    things = {text: names_a_thing(split_words(text)[0]) for text in ("orange", "橙子", "橙色", "red")}
    assert things == {"orange": True, "橙子": True, "橙色": False, "red": False}
    assert isinstance(split_words("red")[0], Word)
