"""The words that are measured on: judged by the model, and never trained on."""

import importlib
from itertools import chain

import pytest

from models.evaluation.nonsense_words import NONSENSE_WORDS
from models.results import WordKind
from models.text.words import kind_of

WORDS = [*chain.from_iterable(NONSENSE_WORDS.values())]


def test_there_are_about_sixty_words_of_every_kind_and_none_twice() -> None:
    assert 55 <= len(WORDS) == len(set(WORDS)) <= 70
    assert all(len(words) >= 10 for words in NONSENSE_WORDS.values())


@pytest.mark.parametrize("word", [word for word in WORDS if len(word) > 1])
def test_each_is_a_word_that_the_model_judges(word: str) -> None:
    """A word that is never judged is never found, and would measure nothing."""
    assert kind_of(word) is WordKind.CONTENT


@pytest.mark.parametrize("module", ["models.training.nonsense", "models.training.nonsense_words"])
def test_none_of_them_is_trained_on(module: str) -> None:
    try:
        trained = importlib.import_module(module)
    except ModuleNotFoundError:
        pytest.skip(f"{module} is not there")
    texts = {
        word.lower()
        for value in vars(trained).values()
        if isinstance(value, dict | tuple | list | set | frozenset)
        for word in _strings(value)
    }
    assert not texts & set(WORDS)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    if isinstance(value, dict):
        return [word for one in value.values() for word in _strings(one)]
    if isinstance(value, tuple | list | set | frozenset):
        return [word for one in value for word in _strings(one)]
    return []
