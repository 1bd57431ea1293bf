"""How often cells say what they show: hits among the nearest words, beside chance and simpler ways.

A cell counts where at least half of it lies inside the boxes of one label and of no other. A hit is a word that the
written list of synonyms allows for that label. Chance is what the words of the same place in other photos hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.encoder.forms import sequence_of
from models.encoder.identities import cell_logits
from models.encoder.visual_words import RANKED, SIZE, VisualWords, ranked, speaks
from models.encoder_results import EncodedPhoto
from models.evaluation.archive import Archive
from models.evaluation.measure import Measure, Tally
from models.evaluation.visual_synonyms import SYNONYMS
from models.pointing import FractionBox, coverage
from models.results import FloatArray, Pixels

HALF, SHUFFLES, SEED = 0.5, 10, 0
KINDS = ("all", "people", "not_people")
Heard = Callable[[FloatArray], NDArray[np.intp]]  # cells (P, D) -> numbers of words or classes (P, RANKED)


@dataclass(frozen=True)
class LabelledPhoto:
    """The cells of one photo that show one label."""

    name: str
    cells: FloatArray  # (P, D), all of them
    labelled: tuple[tuple[int, str], ...]  # item, label


def labelled_cells(boxes: Mapping[str, Sequence[FractionBox]], grid: tuple[int, int]) -> tuple[tuple[int, str], ...]:
    """Cells at least half inside one label's boxes and no other's."""
    if not boxes:
        return ()
    names = sorted(boxes)
    inside = np.stack([coverage(boxes[name], grid).ravel() >= HALF for name in names])
    return tuple((int(item), names[int(inside[:, item].argmax())]) for item in np.flatnonzero(inside.sum(0) == 1))


def labelled_photos(archive: Archive, encode: Callable[[Pixels, tuple[int, int]], EncodedPhoto]) -> list[LabelledPhoto]:
    """Every photo of an archive that has such cells."""
    found = []
    for name in archive.photos:
        boxes = {label: archive.boxes(name, label) for label in archive.labels(name)}
        grid = encode(archive.pixels(name), SIZE).grid
        labelled = labelled_cells(boxes, (grid.shape[1], grid.shape[2]))
        if labelled:
            found.append(LabelledPhoto(name, sequence_of(grid), labelled))
    return found


def by_words(words: VisualWords) -> Heard:
    """What a projector says."""
    return lambda cells: ranked(words.nearness(cells))


def by_classifier(classifier: tuple[FloatArray, FloatArray]) -> Heard:
    """The classifier on every cell by itself."""
    return lambda cells: ranked(cell_logits(cells, classifier))


def allowed_words(words: VisualWords) -> dict[str, frozenset[int]]:
    """Label -> numbers of the words that count."""
    return {label: frozenset(words.numbers[each] for each in names & words.numbers.keys()) for label, names in _all()}


@cache
def allowed_classes() -> dict[str, frozenset[int]]:
    """Label -> ImageNet classes at or below a word that counts."""
    from models.word_activation import word_classes

    below = word_classes()
    return {label: frozenset(index for name in names for index in below.get(name, ())) for label, names in _all()}


def _all() -> Iterable[tuple[str, frozenset[str]]]:
    return ((label, names | {label}) for label, names in SYNONYMS.items())


@dataclass(frozen=True)
class Hits:
    """Of one way, for one kind of label."""

    at_1: Measure
    at_5: Measure


def hits(
    photos: Sequence[LabelledPhoto], hear: Heard, allowed: Mapping[str, frozenset[int]], shuffled: bool = False
) -> dict[str, Hits]:
    """For all labels, for people and for the others; `shuffled` takes the words of other photos' cells."""
    heard = [hear(photo.cells) for photo in photos]
    tallies = {kind: (Tally(), Tally()) for kind in KINDS}
    for own, other in _pairs(len(photos), shuffled):
        for item, label in photos[own].labelled:
            right = np.isin(heard[other][item], list(allowed.get(label, ())))
            for kind in ("all", "people" if label == "person" else "not_people"):
                for tally, count in zip(tallies[kind], (1, RANKED), strict=True):
                    tally.add(photos[own].name, float(right[:count].any()))
    return {kind: Hits(one.mean(), five.mean()) for kind, (one, five) in tallies.items() if one.values}


def _pairs(count: int, shuffled: bool) -> list[tuple[int, int]]:
    """Each photo with itself, or with SHUFFLES others."""
    if not shuffled:
        return [(index, index) for index in range(count)]
    random = np.random.default_rng(SEED)
    turns = random.choice(np.arange(1, count), min(SHUFFLES, count - 1), replace=False)
    order = random.permutation(count)
    return [(int(order[at]), int(order[(at + turn) % count])) for turn in turns for at in range(count)]


def said_and_right(
    photos: Sequence[LabelledPhoto], words: VisualWords
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], FloatArray]:
    """Of every labelled cell: whether it is near enough to say anything, whether it hits at 5, and how near it is."""
    said, right, near = [], [], []
    allowed = allowed_words(words)
    for photo in photos:
        nearness = words.nearness(photo.cells)
        clear, first = speaks(nearness, words.threshold), ranked(nearness)
        for item, label in photo.labelled:
            said.append(clear[item])
            right.append(bool(np.isin(first[item], list(allowed.get(label, ()))).any()))
            near.append(nearness[item].max())
    return np.array(said), np.array(right), np.array(near, np.float32)
