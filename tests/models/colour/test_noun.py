"""The noun that a colour stands with, as people write it."""

import pytest

from models.colour.names import NUMBERS
from models.colour.noun import nouns_of
from models.text.words import split_words
from tests.matrix import thorough_after


def pairs(sentence: str) -> dict[str, str | None]:
    words = split_words(sentence)
    found = nouns_of(sentence, words)
    return {words[at].text: None if noun is None else words[noun].text for at, noun in found.items()}


@pytest.mark.parametrize("colour", thorough_after(12, NUMBERS))
@pytest.mark.parametrize(
    "sentence",
    [
        "a {} car on a road",
        "the car is {}",
        "two big {} cars",
        "A {}, shiny car",
        "a {} and white car",
        "a {} painted car",
    ],
)
def test_every_colour_stands_with_its_noun(colour: str, sentence: str) -> None:
    if colour == "white" and "white car" in sentence:
        pytest.skip("the same colour twice")
    assert pairs(sentence.format(colour))[colour] in ("car", "cars")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("a boy in a red and white striped shirt", {"red": "shirt", "white": "shirt"}),
        ("a red shirt and blue jeans", {"red": "shirt", "blue": "jeans"}),
        ("a brown dog jumps over a blue tennis court", {"brown": "dog", "blue": "court"}),
        ("the dog with the pink collar", {"pink": "collar"}),
        ("a light-blue sky", {"light-blue": "sky"}),
        ("the walls are white and green", {"white": "walls", "green": "walls"}),
        ("two girls dressed in blue", {"blue": None}),
        ("a red one", {"red": None}),
        ("it is blue", {"blue": None}),
        ("a man in blue, with a dog", {"blue": None}),
        ("an orange and white shirt", {"orange": "shirt", "white": "shirt"}),
        ("a woman in a black dress", {"black": "dress"}),
        ("a white building", {"white": "building"}),
        ("Orange building in the woods", {"Orange": "building"}),
        ("a red stop sign", {"red": "sign"}),
        ("her blue bathing suit", {"blue": "suit"}),
        ("down a light blue slide into a pool", {"blue": "slide"}),
        ("a blue and white tie dye shirt", {"blue": "shirt", "white": "shirt"}),
        ("a man in black walks", {"black": None}),
        ("a red one jumps over a black one", {"red": None, "black": None}),
        ("an orange ten speed bicycle", {"orange": "bicycle"}),
        ("green grass brown tree white sky background", {"green": "grass", "brown": "tree", "white": "sky"}),
        ("一只红色的猫", {"红色": "猫"}),
        ("穿着红色衣服的男孩在蓝色的沙发上", {"红色": "衣服", "蓝色": "沙发"}),
        ("车是黄色的", {"黄色": "车"}),
        ("红白相间的船", {"红": "船", "白": "船"}),
        ("一只棕色和白色的狗", {"棕色": "狗", "白色": "狗"}),
    ],
)
def test_phrases_in_both_languages(sentence: str, expected: dict[str, str | None]) -> None:
    assert pairs(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "a white man",
        "two black women",
        "a black and white photo",
        "一个白人",
        "an orange",
        "a bowl of oranges",
        "a cup of cream",
        "orange and banana",
        "苹果、橙子和花生",
    ],
)
def test_colours_of_people_pictures_and_fruit_are_left_to_the_words_model(sentence: str) -> None:
    assert pairs(sentence) == {}
