"""The words that are measured on: judged by the model, and never trained on."""

from itertools import chain

import pytest

from models.evaluation.nonsense_words import NONSENSE_WORDS
from models.results import WordKind
from models.text.words import kind_of
from models.training import absent_words

WORDS = [*chain.from_iterable(NONSENSE_WORDS.values())]


def test_there_are_about_sixty_words_of_every_kind_and_none_twice() -> None:
    assert 55 <= len(WORDS) == len(set(WORDS)) <= 70
    assert all(len(words) >= 10 for words in NONSENSE_WORDS.values())


@pytest.mark.parametrize("word", [word for word in WORDS if len(word) > 1])
def test_each_is_a_word_that_the_model_judges(word: str) -> None:
    """A word that is never judged is never found, and would measure nothing."""
    assert kind_of(word) is WordKind.CONTENT


def test_none_of_them_is_trained_on() -> None:
    texts = {
        word.lower()
        for value in vars(absent_words).values()
        if isinstance(value, str | dict | tuple | list | set | frozenset)
        for word in _strings(value)
    }
    assert not (texts | set(absent_words.LETTERS)) & set(WORDS)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    if isinstance(value, dict):
        return [word for one in value.values() for word in _strings(one)]
    if isinstance(value, tuple | list | set | frozenset):
        return [word for one in value for word in _strings(one)]
    return []
