"""The rules for a sentence. It is kept exactly as it was typed: every offset counts from there."""

from __future__ import annotations

import unicodedata

from models.errors import InvalidSentence
from models.text.words import reads_chinese, split_words

_HINT = "Describe what is in the photo, for example: a dog runs on the beach."


def check_sentence(sentence: str, limit: int = 2000) -> str:
    """The sentence as it was given; raises InvalidSentence when it cannot be read."""
    if not sentence.strip():
        raise empty_sentence()
    if len(sentence) > limit:
        message = f"The sentence has {len(sentence)} characters; at most {limit} can be kept."
        raise _invalid("long_sentence", message, "Shorten it.", length=len(sentence), limit=limit)
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r" for character in sentence):
        raise _invalid("control_characters", "The sentence contains control characters.", "Type it anew.")
    if not split_words(sentence):
        raise _invalid("no_words", "The sentence contains no word.", _HINT)
    return sentence


def language_of(sentence: str) -> str:
    """The language that a screen reader should read it in, as in HTML's `lang`; empty where nobody can say."""
    return "zh" if reads_chinese(sentence) else "en" if sentence.isascii() else ""


def empty_sentence() -> InvalidSentence:
    """The error of a sentence that is not there."""
    return _invalid("empty_sentence", "The sentence is empty.", _HINT)


def _invalid(code: str, message: str, hint: str, **values: int) -> InvalidSentence:
    return InvalidSentence(message, code=code, hint=hint, argument="sentence", **values)
