"""Nouns of captions: the words that a place in a photo may be read as.

A noun is what WordNet's tagged texts use as a noun at least half of the time (cntlist.rev, senses(5WN)), in the
singular; what they never use must be listed as one. Words in -ing are nouns only where they name things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.results import FloatArray, WordKind
from models.text.words import split_words
from models.training.swaps import is_doing
from models.training.vocabulary import LABEL_NAMES, singular
from models.training.wordnet import DATABASE

NOUN = "1"  # of the kinds of words in a sense key: lemma%kind:...
NAMES = frozenset(singular(name) for names in LABEL_NAMES.values() for name in names)  # nouns, whatever WordNet says


@dataclass(frozen=True)
class NounAt:
    """One noun of a photo's captions."""

    noun: str
    sure: float  # 0..1, the surest of the captions
    evidence: FloatArray  # (14, 14) float16, largest 1


@cache
def tagged(folder: Path = DATABASE.parent) -> tuple[Counter[str], Counter[str]]:
    """How often each lemma is tagged as a noun, and as anything."""
    nouns, uses = Counter[str](), Counter[str]()
    for line in (folder / "cntlist.rev").read_text().splitlines():
        key, _, count = line.split()
        lemma, rest = key.split("%")
        uses[lemma] += int(count)
        nouns[lemma] += int(count) if rest.startswith(NOUN) else 0
    return nouns, uses


@cache
def listed(folder: Path = DATABASE.parent) -> frozenset[str]:
    """All lemmas that can be nouns."""
    lines = (folder / "index.noun").read_text().splitlines()
    return frozenset(line.split(" ", 1)[0] for line in lines if not line.startswith(" "))


def is_noun(word: str) -> bool:
    """Whether a lower-case word in the singular is mostly a noun."""
    nouns, uses = tagged()
    if word in NAMES:
        return True
    return word in listed() and not is_doing(word) and 2 * nouns[word] >= uses[word]


def noun_at(text: str) -> str | None:
    """A caption's word as the noun that it counts as, or None."""
    lemma = singular(text)
    return lemma if lemma.isalpha() and lemma.isascii() and len(lemma) > 1 and is_noun(lemma) else None


def count_nouns(captions: Iterable[tuple[str, ...]]) -> Counter[str]:
    """Noun -> photos of which some caption says it; one item a photo."""
    counts = Counter[str]()
    for each in captions:
        counts.update(
            {
                noun
                for caption in each
                for word in split_words(caption)
                if word.kind is WordKind.CONTENT and (noun := noun_at(word.text)) is not None
            }
        )
    return counts
