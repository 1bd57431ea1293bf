"""What a word can be asked of a photo: things are, grammar, numbers and negations are not."""

import pytest

from models.results import WordKind
from models.text.words import kind_of, split_words

NUMBERS = """two three ten twenty twenty-one hundred dozen several many few third
    3 42 2.5 1,000 3:30 1st 2nd 3rd 10th ½ ² 1984""".split()
NEGATIONS = (
    "no not without never none nobody neither nor cannot don't isn't aren't wasn't can't won't don’t No NOT".split()
)
FUNCTION = "the a with left right next n x Q in front of it's let's and o'clock a.m. e.g. while their nearby I".split()
CONTENT = "cat red running U.S. t-shirt well-known 4x4 10am 2-year-old mother's café TV blorf".split()


@pytest.mark.parametrize("word", NUMBERS)
def test_numbers_are_not_counted(word: str) -> None:
    (read,) = split_words(word)
    assert (read.text, read.kind) == (word, WordKind.NUMBER)


@pytest.mark.parametrize("word", NEGATIONS)
def test_negations_are_not_read(word: str) -> None:
    (read,) = split_words(word)
    assert (read.text, read.kind) == (word, WordKind.NEGATION)


@pytest.mark.parametrize("word", FUNCTION)
def test_words_of_grammar_name_nothing(word: str) -> None:
    assert kind_of(word) is WordKind.FUNCTION


@pytest.mark.parametrize("word", CONTENT)
def test_words_for_things_are_judged(word: str) -> None:
    (read,) = split_words(word)
    assert read.kind is WordKind.CONTENT
    assert read.votes


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("no dog", ["dog"]),
        ("a man without a hat", ["hat"]),
        ("no big brown dog on the grass", ["big", "brown", "dog"]),
        ("no dogs or cats in a room", ["dogs", "cats"]),
        ("not a dog but a cat", ["dog"]),
        ("a man is not wearing a hat", ["wearing", "hat"]),
        ("there isn't a car, only a bus", ["car"]),
        ("no dog and no cat with a ball", ["dog", "cat"]),
        ("none of the cups are red", ["cups"]),
        ("a dog not on a leash", ["leash"]),
        ("no “dog” here", ["dog"]),
        ("no dog. A cat.", ["dog"]),
        ("a dog and a cat", []),
        ("no", []),
    ],
)
def test_a_negation_takes_back_the_words_after_it(sentence: str, negated: list[str]) -> None:
    words = split_words(sentence)
    assert [word.text for word in words if word.negated] == negated
    assert not any(word.votes for word in words if word.negated)
    assert all(word.kind is WordKind.CONTENT for word in words if word.negated)
