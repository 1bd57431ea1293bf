"""Wrong sentences of every kind, from captions whose wrong twin is known."""

from __future__ import annotations

import pytest

from models.fusion.lesson_swaps import SwapKind, colours_of, exchanged, lesson_swaps, related

NOTHING = ((0, 0), (0, 0))


def swaps(*captions: str, things: tuple[tuple[int, int], tuple[int, int]] = NOTHING) -> dict[SwapKind, str]:
    given = [things, *[NOTHING] * (len(captions) - 1)]
    return {each.kind: each.other for each in lesson_swaps(captions, given) if each.sentence == captions[0]}


@pytest.mark.parametrize(
    ("caption", "kind", "other"),
    [
        ("A dog runs", SwapKind.THING, "A cat runs"),
        ("Two men talk", SwapKind.THING, "Two women talk"),
        ("A red ball", SwapKind.COLOUR, "A blue ball"),
        ("An orange cup", SwapKind.COLOUR, "A purple cup"),
        ("Two boys play", SwapKind.COUNT, "Three boys play"),
        ("A cup on a table", SwapKind.RELATION, "A cup under a table"),
        ("A man in front of a bus", SwapKind.RELATION, "A man behind a bus"),
        ("A red hat and a blue coat", SwapKind.BINDING, "A blue hat and a red coat"),
    ],
)
def test_one_thing_is_wrong_and_the_rest_stays(caption: str, kind: SwapKind, other: str) -> None:
    assert swaps(caption)[kind] == other


def test_what_another_caption_says_of_the_photo_is_no_swap() -> None:
    assert swaps("A dog runs", "A cat runs")[SwapKind.THING] == "A horse runs"


def test_two_things_change_places_with_their_articles() -> None:
    caption = "A man on an elephant"
    assert swaps(caption, things=((2, 5), (12, 20)))[SwapKind.ORDER] == "An elephant on a man"
    assert exchanged(caption, (12, 20), (2, 5)) == "An elephant on a man"
    assert exchanged("a man and a man", (2, 5), (12, 15)) is None
    assert exchanged(caption, (2, 8), (5, 9)) is None


def test_black_and_white_is_no_colour_of_a_thing() -> None:
    assert not {SwapKind.COLOUR, SwapKind.BINDING} & set(swaps("A black and white dog"))
    assert colours_of("a black and white photo") == []


def test_a_caption_without_a_relation_has_none() -> None:
    assert related("Two boys playing") is None
    assert related("A lemon tree") is None
