"""Swapped words: only ones that no caption says, at the place of the word they replace."""

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


def test_a_black_and_white_photo_has_no_colour_to_swap() -> None:
    assert not list(swappable(["a black and white photo of a dog"], COLOURS))
