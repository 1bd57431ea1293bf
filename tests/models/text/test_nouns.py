"""Plurals by rule, and those that the caller names."""

import pytest

from models.evaluation import caption_words
from models.text.nouns import singular
from models.training import vocabulary

RULES = {
    "Cats": "cat",
    "puppies": "puppy",
    "benches": "bench",
    "brushes": "brush",
    "glasses": "glass",
    "mailboxes": "mailbox",
}
UNCHANGED = ["bus", "glass", "tennis", "gas", "dog"]


@pytest.mark.parametrize(("plural", "noun"), RULES.items())
def test_plurals_lose_their_ending(plural: str, noun: str) -> None:
    assert singular(plural, {}) == noun


@pytest.mark.parametrize("word", UNCHANGED)
def test_what_only_looks_like_a_plural_stays(word: str) -> None:
    assert singular(word, {}) == word


def test_the_callers_irregular_words_go_before_the_rules() -> None:
    assert singular("Feet", {"feet": "foot"}) == "foot"
    assert singular("skis", {"skis": "skis"}) == "skis"
    assert singular("men", {}) == "men"


@pytest.mark.parametrize(("plural", "noun"), RULES.items())
def test_evaluation_and_training_follow_the_same_rules(plural: str, noun: str) -> None:
    assert caption_words.stem(plural) == vocabulary.singular(plural) == noun
