"""English nouns: the singular by the common rules. What has no rule is the caller's to say."""

from __future__ import annotations

from collections.abc import Mapping

ENDINGS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"))


def singular(word: str, irregular: Mapping[str, str]) -> str:
    """Lower case, without a plural's ending; `irregular` goes first: plural -> singular, in lower case.

    Words that only look like a plural ("bus", "glass", "tennis") and words of three letters stay as they are.
    """
    word = word.lower()
    if word in irregular:
        return irregular[word]
    for ending, replacement in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + replacement
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
