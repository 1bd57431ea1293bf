"""What the ways are taught: Chinese words of training captions, each with MiniLM's states of the English word it means.

Which word that is comes from IBM model 1 over the parallel captions, not from the dictionary: a machine translation is
aligned with its own line, both words being each other's likeliest; a person's caption with the likeliest word of all
five English ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import regex

from models.results import FloatArray, Word, WordKind
from models.text.words import split_words
from models.training.chinese_alignment import Pair, align
from models.training.chinese_material import LOOSE, MACHINE, PEOPLE, chinese_captions, english_captions
from models.training.textbank import TextBank, build

Likely = dict[str, dict[str, float]]  # Chinese word -> English word in lower case -> probability
_HAN = regex.compile(r"\p{Han}+")


@dataclass(frozen=True)
class Caption:
    """A Chinese caption of a photo, cut as the product cuts it."""

    image: str
    number: int  # 0..4
    people: bool  # written by a person, not translated by machine
    text: str
    words: tuple[Word, ...]

    @property
    def spelled(self) -> tuple[str, ...]:
        """The words' texts."""
        return tuple(word.text for word in self.words)


@dataclass(frozen=True)
class Lesson:
    """A caption's words, and what is known of some of them."""

    caption: Caption
    places: tuple[int, ...]  # of the words that are aligned
    targets: FloatArray  # (places, 1152), MiniLM's states of the English words


def asks(word: Word) -> bool:
    """Whether a word can be asked of a photo, were there anybody to say what it means."""
    return word.kind is WordKind.CONTENT or (word.kind is WordKind.UNKNOWN and _HAN.fullmatch(word.text) is not None)


def read_captions(tar: Path, images: Iterable[str], numbers: Iterable[int], people: bool) -> list[Caption]:
    """Captions of chosen photos and numbers from one of the two files."""
    wanted, kept = set(images), set(numbers)
    return [
        Caption(image, number, people, text, split_words(text))
        for image, number, text in chinese_captions(tar, PEOPLE if people else MACHINE)
        if image in wanted and number in kept and split_words(text)
    ]


def likely_words(captions: Sequence[Caption], english: dict[str, list[str]]) -> Likely:
    """IBM model 1 over captions and the English ones of their photos."""
    said = {text: _lower(text) for own in english.values() for text in own}
    pairs = []
    for caption in captions:
        own = english[caption.image]
        chinese = tuple(word.text for word in caption.words if asks(word))
        if caption.people:
            pairs.append(Pair(chinese, tuple(sorted({word for text in own for word in said[text]})), LOOSE))
        elif caption.number < len(own):
            pairs.append(Pair(chinese, said[own[caption.number]]))
    return align(pairs)


def _lower(text: str) -> tuple[str, ...]:
    return tuple(word.text.lower() for word in split_words(text) if word.kind is WordKind.CONTENT)


def mutual(chinese: Sequence[str], english: Sequence[str], likely: Likely, least: float) -> list[tuple[int, int]]:
    """Places of words that are each other's likeliest, at least `least`; of a word said twice, the nearer place."""
    table = np.array([[likely.get(own, {}).get(other, 0.0) for other in english] for own in chinese])
    if table.size == 0:
        return []
    near = np.abs(np.linspace(0, 1, len(chinese))[:, None] - np.linspace(0, 1, len(english))[None])
    ranked = table - 1e-6 * near
    own, other = ranked.argmax(1), ranked.argmax(0)
    return [(i, int(j)) for i, j in enumerate(own) if other[j] == i and table[i, j] >= least]


def likeliest(chinese: Sequence[str], english: Sequence[str], likely: Likely, least: float) -> list[tuple[int, int]]:
    """Places of words with the likeliest of the English ones, where that is likely enough; one may serve several."""
    found = []
    for place, own in enumerate(chinese):
        row = [likely.get(own, {}).get(other, 0.0) for other in english]
        if row and max(row) >= least:
            found.append((place, int(np.argmax(row))))
    return found


@dataclass(frozen=True)
class EnglishWords:
    """MiniLM's states of the words of English captions."""

    bank: TextBank

    def of(self, text: str) -> tuple[list[str], list[FloatArray]]:
        """A caption's content words in lower case, and the states of each (1152,)."""
        number = self.bank.index[text]
        first = self.bank.first[number]
        content = [i for i, word in enumerate(self.bank.words[number]) if word.kind is WordKind.CONTENT]
        words = [self.bank.words[number][i].text.lower() for i in content]
        return words, [self.bank.states[first + i].astype(np.float32) for i in content]


def make_lessons(
    captions: Sequence[Caption], english: dict[str, list[str]], words: EnglishWords, likely: Likely, least: float
) -> list[Lesson]:
    """Captions with at least one aligned word."""
    lessons = []
    for caption in captions:
        own = english[caption.image]
        if not caption.people and caption.number >= len(own):
            continue
        said, states = list[str](), list[FloatArray]()
        for text in own if caption.people else [own[caption.number]]:
            more, their = words.of(text)
            said, states = said + more, states + their
        asked = [place for place, word in enumerate(caption.words) if asks(word)]
        pair = likeliest if caption.people else mutual
        found = pair([caption.words[place].text for place in asked], said, likely, least)
        if found:
            targets = np.stack([states[other] for _, other in found])
            lessons.append(Lesson(caption, tuple(asked[place] for place, _ in found), targets))
    return lessons


def english_words(captions: Iterable[str]) -> EnglishWords:
    """Run MiniLM over captions."""
    return EnglishWords(build(sorted(set(captions))))


def english_of(train_real: Path, photos: int, seed: int) -> dict[str, list[str]]:
    """English captions of as many photos of the train split, drawn from a seed."""
    everything = english_captions(train_real)
    names = sorted(everything)
    chosen = np.random.default_rng(seed).permutation(len(names))[:photos]
    return {names[int(number)]: everything[names[int(number)]] for number in sorted(chosen)}
