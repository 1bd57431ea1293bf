"""Captions with one word exchanged for another of its kind that the photo lacks: colours and actions.

A colour of no caption of the photo; an action (a word in -ing, or a verb in -s whose -ing form is one) that no
caption of the photo has. Rest of the sentence unchanged, so the exchanged word is wrong about this very photo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.results import Word
from models.text.words import split_words
from models.training.statements import ING_NOUNS

COLOURS = ("red", "blue", "green", "yellow", "orange", "purple", "pink", "black", "white", "brown", "gray")
SAME = {"grey": "gray"}
NOT_ACTIONS = ING_NOUNS | frozenset("morning evening during thing something nothing anything wedding".split())


@dataclass(frozen=True)
class Swap:
    """A caption, the same with one word exchanged, and that word's offset (the same in both)."""

    kind: str  # colour or action
    caption: str
    swapped: str
    start: int


class Swapper:
    """Draws exchanges; actions are drawn as often as the captions have them."""

    def __init__(self, captions: Sequence[str], seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        counts = Counter(word.text.lower() for caption in captions for word in split_words(caption))
        doing = Counter({w: n for w, n in counts.items() if is_doing(w) and n >= 5})
        does = Counter({w: n for w, n in counts.items() if n >= 5 and set(doing_forms(w)) & set(doing)})
        self.forms = {"doing": doing, "does": does}

    def action_form(self, word: str) -> str | None:
        """Which list of verbs a word belongs to."""
        return next((name for name, words in self.forms.items() if word in words), None)

    def swap(self, kind: str, caption: str, others: Sequence[str]) -> Swap | None:
        """One exchange of that kind, or None; `others` are all captions of the photo."""
        said = {SAME.get(w.text.lower(), w.text.lower()) for text in others for w in split_words(text)}
        options = [(word, new) for word in split_words(caption) if (new := self.other(kind, word, said)) is not None]
        if not options:
            return None
        word, new = options[self.rng.integers(len(options))]
        return Swap(kind, caption, caption[: word.start] + new + caption[word.end :], word.start)

    def other(self, kind: str, word: Word, said: set[str]) -> str | None:
        """Another word of the kind that nobody says of the photo."""
        text = word.text.lower()
        if kind == "colour":
            left = [c for c in COLOURS if c not in said] if SAME.get(text, text) in COLOURS else []
            return str(self.rng.choice(left)) if left else None
        form = self.action_form(text)
        if form is None:
            return None
        taken = said | {d for w in said for d in doing_forms(w)}
        words = [w for w in self.forms[form] if w not in taken and not set(doing_forms(w)) & taken]
        weights = np.array([self.forms[form][w] for w in words], float) ** 0.5
        return str(self.rng.choice(words, p=weights / weights.sum())) if words else None


def is_doing(word: str) -> bool:
    """Whether a word looks like a verb in -ing."""
    return word.endswith("ing") and len(word) > 4 and word not in NOT_ACTIONS


def doing_forms(word: str) -> tuple[str, ...]:
    """What the -ing form of a verb in -s may be: jumps -> jumping, runs -> running, rides -> riding."""
    if not word.endswith("s") or len(word) < 4:
        return ()
    stems = [word[:-1]] + ([word[:-2]] if word.endswith("es") else [])
    return tuple(stem + ending for stem in stems for ending in ("ing", stem[-1] + "ing")) + tuple(
        stem[:-1] + "ing" for stem in stems if stem.endswith("e")
    )
