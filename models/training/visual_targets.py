"""What a projector learns from: which words each training cell should say, and where the words stand.

Two teachers. Boxes (COCO's own, or two detectors' that agree with a caption): a cell at least half inside the boxes of
one class says the captions' nouns for it, or the class's name. The shipped cross-attention: a cell says a noun where
its evidence is at least HALF of its largest and the noun is found.
"""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from models.evaluation.visual_synonyms import SYNONYMS
from models.pointing import coverage
from models.results import FloatArray
from models.text.minilm import load as load_text
from models.text.tokens import tokenise
from models.training.caption_nouns import NounAt, noun_at
from models.training.photos import Source
from models.training.visual_cells import SIDE, nouns_of
from models.training.vocabulary import concept, singular

HALF, FOUND = 0.5, 0.5
FEWEST_PHOTOS, FEWEST_OF_A_LABEL = 6, 3
SEEN = 0.5  # a word is visible where cross-attention finds it in so many of its photos
# Nouns that name the picture, an amount, a part of space or of time, and nothing that one cell could show.
NOWHERE = frozenset(
    """
    photo picture photograph closeup view scene shot image background foreground medium art
    group couple lot pair bunch number row piece item object type kind team pile stunt trick
    side top bottom middle end edge front rest point place spot corner distance area way line direction upside step
    day night time winter summer game race competition event course safety construction equipment attire outfit
    individual giant german asian hind wing dive hike flight balance speed
    """.split()
)
OCCURRENCES, BATCH = 20, 64  # captions that a word's vector is the mean of
HELD_EVERY = 7


@dataclass(frozen=True)
class Cached:
    """What models/training/visual_cells.py wrote, the photos that it had come to."""

    rows: tuple[int, ...]
    sources: list[Source]
    nouns: dict[int, list[NounAt]]


def read_cache(folder: Path) -> Cached:
    """All parts."""
    sources, nouns = list[Source](), dict[int, list[NounAt]]()
    for path in sorted(folder.glob("nouns-*.pkl")):
        sources, found = pickle.loads(path.read_bytes())
        nouns |= found
    return Cached(tuple(sorted(nouns)), sources, nouns)


def is_held(row: int, source: Source) -> bool:
    """Photos that nothing is learned from: settings are chosen on them."""
    return source.dataset in ("coco", "flickr8k") and row % HELD_EVERY == 0


def label_nouns(label: str, said: Iterable[str]) -> tuple[str, ...]:
    """The captions' nouns for a class, else its own name's last word."""
    named = tuple(sorted({noun for noun in said if noun in SYNONYMS[label]}))
    own = singular(label.rsplit(maxsplit=1)[-1])
    same = tuple(sorted({noun for noun in said if concept(noun) == concept(own)}))
    return named or same or (own,)


def said_of(source: Source) -> set[str]:
    """All nouns of a photo's captions."""
    return {noun for caption in source.captions for noun in nouns_of(caption)}


def vocabulary(cached: Cached) -> tuple[str, ...]:
    """Visible nouns, the most frequent first."""
    photos, boxed, tries, finds = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in cached.rows:
        source = cached.sources[row]
        said = said_of(source)
        photos.update(said)
        boxed.update({noun for label, _ in source.objects for noun in label_nouns(label, said)})
        for each in cached.nouns[row]:
            tries[each.noun] += 1
            finds[each.noun] += each.sure >= FOUND
    visible = {noun for noun in tries if tries[noun] >= 2 and finds[noun] >= SEEN * tries[noun]}
    kept = {noun for noun in visible if photos[noun] >= FEWEST_PHOTOS}
    kept |= {noun for noun in boxed if boxed[noun] >= FEWEST_OF_A_LABEL and noun_at(noun) == noun}
    return tuple(sorted(kept - NOWHERE, key=lambda noun: (-max(photos[noun], boxed[noun]), noun)))


def targets(source: Source, nouns: list[NounAt], numbers: dict[str, int]) -> FloatArray:
    """How much each cell should say each word: (196, W), rows that say anything sum to 1."""
    found = np.zeros((SIDE * SIDE, len(numbers)), np.float32)
    said, boxes = said_of(source), defaultdict(list)
    for label, box in source.objects:
        boxes[label].append(box)
    for label, places in boxes.items():
        inside = coverage(places, (SIDE, SIDE)).ravel() >= HALF
        own = [numbers[noun] for noun in label_nouns(label, said) if noun in numbers]
        for word in own:
            found[inside, word] = np.maximum(found[inside, word], 1 / len(own))
    for each in nouns:
        if each.noun in numbers and each.sure >= FOUND:
            evidence = each.evidence.astype(np.float32).ravel() * each.sure
            word = numbers[each.noun]
            found[:, word] = np.maximum(found[:, word], np.where(each.evidence.ravel() >= HALF, evidence, 0))
    total = found.sum(1, keepdims=True)
    return np.asarray(found / np.where(total > 0, total, 1), np.float32)


@torch.inference_mode()
def contextual_vectors(words: tuple[str, ...], sources: list[Source]) -> FloatArray:
    """Each word's mean state in captions at MiniLM's DEPTHS, less the mean of all words: (3, W, 384) of length 1."""
    text = load_text()
    wanted, numbers = Counter[str](), {word: index for index, word in enumerate(words)}
    sums = np.zeros((3, len(words), 384))
    captions = [caption for source in sources for caption in source.captions]
    rng, batch = np.random.default_rng(0), list[tuple[str, dict[str, tuple[int, int]]]]()
    for index in rng.permutation(len(captions)):
        at = {noun: (word.start, word.end) for noun, word in nouns_of(captions[index]).items() if noun in numbers}
        if any(wanted[noun] < OCCURRENCES for noun in at):
            wanted.update(at.keys())
            batch.append((captions[index], at))
    # words that no caption says, such as a class's own name, are read in the simplest caption
    batch += [(f"a photo of a {word}", {word: (13, 13 + len(word))}) for word in words if not wanted[word]]
    for start in range(0, len(batch), BATCH):
        _add_states(batch[start : start + BATCH], text, numbers, sums)
    centred = sums / np.linalg.norm(sums, axis=2, keepdims=True)
    centred -= centred.mean(1, keepdims=True)
    return np.asarray(centred / np.linalg.norm(centred, axis=2, keepdims=True), np.float32)


def _add_states(
    batch: list[tuple[str, dict[str, tuple[int, int]]]],
    text: torch.nn.Module,
    numbers: dict[str, int],
    sums: np.ndarray,
) -> None:
    reads = [tokenise(caption) for caption, _ in batch]
    longest = max(len(read.ids) for read in reads)
    ids, mask = torch.zeros((2, len(reads), longest), dtype=torch.int64)
    for row, read in enumerate(reads):
        ids[row, : len(read.ids)], mask[row, : len(read.ids)] = torch.from_numpy(read.ids), 1
    states = text(ids, mask).reshape(len(reads), longest, 3, -1).permute(0, 2, 1, 3).numpy()
    for (_, at), read, state in zip(batch, reads, states, strict=True):
        own = read.pooling @ state[:, : len(read.ids)]
        place = {(word.start, word.end): index for index, word in enumerate(read.words)}
        for noun, span in at.items():
            if span in place:
                state_of = own[:, place[span]]
                sums[:, numbers[noun]] += state_of / np.linalg.norm(state_of, axis=1, keepdims=True)
