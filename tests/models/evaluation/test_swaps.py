"""Swapped words: only ones that no caption says, at the place of the word they replace."""

import pytest

from models.evaluation.swap_words import ACTIONS, COLOURS
from models.evaluation.swaps import swappable


def test_a_word_is_swapped_for_one_that_no_caption_says() -> None:
    captions = ["a Red car by a blue wall", "a white car"]
    found = list(swappable(captions, COLOURS))
    assert [caption[start:end] for caption, (start, end), _ in found] == ["Red", "blue", "white"]
    assert all(not {"red", "blue", "white"} & set(rivals) for _, _, rivals in found)


def test_words_that_mean_nearly_the_same_are_no_rivals() -> None:
    (_, _, rivals), *_ = swappable(["a cat lying on a sofa"], ACTIONS)
    assert not {"lying", "laying", "sleeping"} & set(rivals)


@pytest.mark.parametrize(
    "caption",
    [
        "a black and white photo of a dog",
        "Two apples, an orange, some grapes.",
        "A blue moon beer on a desk",
        "metal pole traffic light attach  red right arrow illumin  green grass",
    ],
)
def test_a_caption_that_says_no_colour_of_its_photo_has_none_to_swap(caption: str) -> None:
    assert not list(swappable([caption], COLOURS))
    assert list(swappable([caption, "an orange cat on a blue sofa"], COLOURS)), "the photo's other captions count"


def test_an_action_beside_a_name_that_is_no_colour_is_asked() -> None:
    (caption, (start, end), _), *_ = swappable(["A blue moon beer is sitting on a desk"], ACTIONS)
    assert caption[start:end] == "sitting"
