"""Which words of a caption get places."""

from __future__ import annotations

from models.text.tokens import tokenise
from models.training.fusion_places.words import placed_words

DOG, CAT, BENCH, HYDRANT = (0.0, 0.0, 0.5, 0.5), (0.5, 0.5, 1.0, 1.0), (0.2, 0.2, 0.4, 0.4), (0.6, 0.1, 0.7, 0.3)
OBJECTS = (("dog", DOG), ("cat", CAT), ("bench", BENCH), ("fire hydrant", HYDRANT))


def places(sentence: str) -> dict[str, tuple[tuple[float, ...], ...]]:
    """Word -> boxes."""
    read = tokenise(sentence)
    of = {
        tuple(int(i) for i in row.nonzero()[0]): word.text for word, row in zip(read.words, read.pooling, strict=True)
    }
    return {of[each.tokens]: each.boxes for each in placed_words(read, OBJECTS)}


def test_words_that_name_a_class_with_boxes_get_them() -> None:
    assert places("Two dogs sit on a bench near a car.") == {"dogs": (DOG,), "bench": (BENCH,)}


def test_a_word_below_a_class_means_it_and_one_above_several_means_all() -> None:
    assert places("a poodle") == {"poodle": (DOG,)}
    assert places("an animal") == {"animal": (DOG, CAT)}


def test_both_words_of_a_name_mean_its_class() -> None:
    assert places("a fire hydrant") == {"fire": (HYDRANT,), "hydrant": (HYDRANT,)}
