"""Does the language model look? Losses of people's captions by what stands before them, and what it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.captioner.projector import Projector
from models.captioner.reader import LanguageModel, make_prompt, token_losses, write_caption
from models.captioner.results import Caption
from models.captioner.sequence import Prompt, lay_out
from models.captioner.tokens import ids_of
from models.evaluation.measure import Tally
from models.results import FloatArray, WordKind
from models.text.nouns import singular
from models.text.words import split_words

SWAPS = {"dog": "cat", "dogs": "cats", "cat": "dog", "cats": "dogs", "puppy": "kitten", "kitten": "puppy"}
IRREGULAR = {"men": "man", "women": "woman", "children": "child", "people": "person"}
SIDE_BY_SIDE = 8  # captions in one pass where what stands before them is the same


@dataclass(frozen=True)
class Captioned:
    """A photo as the projector hands it over, or as the encoder does, with people's captions, tidy."""

    name: str
    vectors: FloatArray  # (P, W), or the grid (D, rows, cols)
    captions: tuple[str, ...]


class Listener:
    """One language model with its projector."""

    def __init__(self, model: LanguageModel, projector: Projector) -> None:
        self.model, self.projector = model, projector
        self.prompt, self.nothing = make_prompt(model.tokenizer, projector.places), projector.without()
        self._bare = Prompt(self.prompt.before, self.prompt.after, 0)

    def losses(self, vectors: FloatArray, captions: list[str]) -> list[FloatArray]:
        """Loss of each token of captions that follow the same vectors (P, W); P of 0 is the prompt's words alone."""
        prompt = self.prompt if len(vectors) else self._bare
        rows = lay_out(prompt, [[ids_of(self.model.tokenizer, text) for text in captions]])
        found = token_losses(self.model, prompt, vectors[None], rows)
        return [found[rows.caption == number] for number in range(len(captions))]

    def many(self, vectors: FloatArray, captions: list[str]) -> list[FloatArray]:
        """The same for any number of captions."""
        parts = (captions[at : at + SIDE_BY_SIDE] for at in range(0, len(captions), SIDE_BY_SIDE))
        return [each for part in parts for each in self.losses(vectors, part)]

    def write(self, vectors: FloatArray) -> Caption:
        """The whole caption."""
        *_, last = write_caption(self.model, self.prompt, vectors, self.nothing)
        return last


def swapped(caption: str) -> str | None:
    """The caption with its dogs as cats and its cats as dogs; None where there are neither."""
    found = re.sub(r"\b(" + "|".join(SWAPS) + r")\b", lambda match: SWAPS[match[0]], caption)
    return found if found != caption else None


@dataclass(frozen=True)
class Looked:
    """Mean losses of a photo's first caption after its own photo and after another's."""

    own: float
    other: float
    swap: float | None  # what the caption with dogs for cats loses more after its own photo; None where it has neither


@dataclass(frozen=True)
class Blind:
    """The same after no photo, and after the prompt's words alone."""

    without: float
    words: float
    swap: float | None


def look(listener: Listener, photos: list[Captioned]) -> Iterator[Looked]:
    """One after the other; the other photo is the one before it."""
    for index, photo in enumerate(photos):
        said = [photo.captions[0], *both(photo)]
        own = listener.losses(photo.vectors, said)
        other = listener.losses(photos[index - 1].vectors, said[:1])[0]
        yield Looked(float(own[0].mean()), float(other.mean()), dearer(own))


def go_blind(listener: Listener, photos: list[Captioned]) -> Iterator[Blind]:
    """What of it needs no photo: captions side by side."""
    bare = np.zeros((0, listener.nothing.shape[1]), np.float32)
    words = listener.many(bare, [photo.captions[0] for photo in photos])
    alone = iter(
        listener.many(listener.nothing, [said for photo in photos for said in (photo.captions[0], *both(photo))])
    )
    for photo, bare_words in zip(photos, words, strict=True):
        found = [next(alone) for _ in (photo.captions[0], *both(photo))]
        yield Blind(float(found[0].mean()), float(bare_words.mean()), dearer(found))


def both(photo: Captioned) -> list[str]:
    """The first caption with its dogs as cats, or nothing."""
    other = swapped(photo.captions[0])
    return [other] if other else []


def dearer(losses: list[FloatArray]) -> float | None:
    """What a second caption loses more than the first, in all: nats."""
    return float(losses[1].sum() - losses[0].sum()) if len(losses) > 1 else None


def nouns_of(text: str, known: frozenset[str]) -> set[str]:
    """The known nouns of a text, in the singular."""
    said = (word.text.lower() for word in split_words(text) if word.kind is WordKind.CONTENT)
    return {form for word in said for form in (word, singular(word, IRREGULAR)) if form in known}


def true_nouns(written: list[tuple[Captioned, str]], known: frozenset[str]) -> tuple[Tally, Tally]:
    """Nouns of written captions that a person says of the photo, and that one says of the photo before it."""
    own, other = Tally(), Tally()
    said = [set.union(*(nouns_of(each, known) for each in photo.captions)) for photo, _ in written]
    for index, (photo, text) in enumerate(written):
        for noun in sorted(nouns_of(text, known)):
            own.add(photo.name, noun in said[index])
            other.add(photo.name, noun in said[index - 1])
    return own, other
