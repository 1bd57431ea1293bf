"""Words are spans of the person's own text."""

from itertools import pairwise

import pytest

from models.errors import InvalidSentence
from models.results import WordKind
from models.text.tokens import MAX_TOKENS, tokenise
from models.text.words import split_words

SENTENCES = [
    "A cat's green Eyes, well-known; isn't it?",
    "  two  spaces\tand\nlines ",
    '<b>bold</b> & "quoted"',
    "café naïve Ångström",
    "一只猫 on a 毯子",
    "🐱 and 👩‍👩‍👧 play",
    "שלום عالم नमस्ते",
    "3 dogs, 2.5 cats",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_span_is_the_text_it_says(sentence: str) -> None:
    words = split_words(sentence)
    assert words
    assert all(sentence[word.start : word.end] == word.text for word in words)
    assert all(before.end <= after.start for before, after in pairwise(words))


def test_punctuation_belongs_to_no_word() -> None:
    assert [word.text for word in split_words("A cat, (a dog)... and - nothing!")] == [
        "A",
        "cat",
        "a",
        "dog",
        "and",
        "nothing",
    ]


def test_apostrophes_and_hyphens_stay_inside_words() -> None:
    assert [word.text for word in split_words("the cat's well-known t-shirt")] == [
        "the",
        "cat's",
        "well-known",
        "t-shirt",
    ]


def test_kinds_tell_things_from_grammar_and_other_scripts() -> None:
    kinds = {word.text: word.kind for word in split_words("The cat with 고양이 🐱 don't")}
    assert kinds["cat"] is WordKind.CONTENT
    assert kinds["The"] is kinds["with"] is WordKind.FUNCTION
    assert kinds["don't"] is WordKind.NEGATION
    assert kinds["고양이"] is kinds["🐱"] is WordKind.UNKNOWN


def test_pieces_of_a_word_are_averaged_into_it() -> None:
    read = tokenise("a skateboarderish, sleeping")
    assert read.pooling.shape == (3, len(read.ids))
    assert read.pooling.sum(1) == pytest.approx([1, 1, 1])
    assert (read.pooling[1] > 0).sum() > 1
    assert read.pooling[:, [0, -1]].sum() == 0


@pytest.mark.parametrize(
    ("sentence", "code"), [("", "empty_sentence"), ("  \n", "empty_sentence"), ("?! ...", "no_words")]
)
def test_a_sentence_without_words_is_refused_with_a_hint(sentence: str, code: str) -> None:
    with pytest.raises(InvalidSentence) as caught:
        tokenise(sentence)
    assert caught.value.code == code
    assert caught.value.hint


def test_a_long_sentence_is_cut_at_a_whole_word_and_says_where() -> None:
    sentence = "skateboarderish " * 200
    read = tokenise(sentence)
    assert len(read.ids) <= MAX_TOKENS
    assert read.cut_at is not None
    assert sentence[read.cut_at :].startswith("skateboarderish")
    assert read.words[-1].end <= read.cut_at
    assert read.pooling.sum(1) == pytest.approx([1] * len(read.words))


def test_a_short_sentence_is_not_cut() -> None:
    assert tokenise("a cat").cut_at is None
