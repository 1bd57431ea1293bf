"""Batches of the cross-attention training: which pictures, which words, what each word should do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from queue import Queue
from threading import Thread
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.pointing import coverage
from models.results import WordKind
from models.training.maps import Maps, read_maps
from models.training.photos import HUES, Picture, Source
from models.training.sentences import Sentences
from models.training.statements import Knowledge, Names, Statement, has_place, label_names
from models.training.vocabulary import concept
from models.training.wordnet import Node

GRID = (28, 28)
SLOTS = 16
SWAPS = 3  # of a picture
EMPTY, REGION, NODE, ABSENT, THERE = range(5)
LARGE = 0.25  # of the photo; such things weigh twice


class Move(NamedTuple):
    """How a copy differs from its twin."""

    kind: str  # mirror, half, coarse
    top: int = 0  # cell of the top left corner of a photo of half the size
    left: int = 0


@dataclass
class Batch:
    """N pictures; the first `pairs` carry one caption each, the last ones have moved copies, all up to SLOTS words."""

    phase: tuple[int, int]  # of the places: every second row and column from these on; copies have the other column
    seen: Maps
    copies: Maps  # of the last pictures
    moves: list[Move]  # of each copy
    caption_states: Tensor  # (W, 1152), words of the captions in order
    caption_of: Tensor  # (W,), which caption
    counts: Tensor  # (W,) bool: a content word
    absent: Tensor  # (W, pairs) bool: the word's concept is not known to be in that picture
    states: Tensor  # (N, SLOTS, 1152)
    kinds: Tensor  # (N, SLOTS)
    regions: Tensor  # (N, SLOTS, 784)
    node_maps: Tensor  # (N, SLOTS, 196), classifier scores of a node
    weights: Tensor  # (N, SLOTS)
    rivals: Tensor  # (N, SLOTS): of an exchanged word, the slot of the true one; else -1
    others: Tensor  # (N, SLOTS): of one of two things named together, the slot of the other; else -1


@dataclass
class Corpus:
    """All that batches are drawn from."""

    pictures: list[Picture]
    sources: list[Source]
    knowledge: list[Knowledge]
    sentences: Sentences
    names: Names
    nodes: list[Node]
    maps: dict[str, NDArray[np.generic]]


class Slots:
    """The words to place in the pictures of one batch, as they are filled in."""

    def __init__(self, count: int, states: NDArray[np.float16]) -> None:
        shape = (count, SLOTS)
        self.bank = states
        self.states = np.zeros((*shape, states.shape[1]), np.float16)
        self.kinds = np.zeros(shape, np.int64)
        self.regions = np.zeros((*shape, GRID[0] * GRID[1]), np.float32)
        self.node_maps = np.zeros((*shape, 196), np.float32)
        self.weights = np.zeros(shape, np.float32)
        self.rivals, self.others = np.full(shape, -1), np.full(shape, -1)
        self.used = np.zeros(count, int)

    def add(self, picture: int, row: int, kind: int, weight: float = 1.0) -> int | None:
        """Take the picture's next slot for a word; None when they are full."""
        slot = int(self.used[picture])
        if slot >= SLOTS or row < 0:
            return None
        self.states[picture, slot] = self.bank[row]
        self.kinds[picture, slot], self.weights[picture, slot] = kind, weight
        self.used[picture] += 1
        return slot

    def region(self, picture: int, row: int, boxes: tuple[tuple[float, float, float, float], ...]) -> int | None:
        """A word whose place is known."""
        covered = coverage(boxes, GRID).ravel()
        slot = self.add(picture, row, REGION, 2.0 if covered.mean() > LARGE else 1.0)
        if slot is not None:
            self.regions[picture, slot] = covered
        return slot

    def tensors(self) -> dict[str, Tensor]:
        """As fields of a batch."""
        names = ("states", "kinds", "regions", "node_maps", "weights", "rivals", "others")
        found = {name: torch.from_numpy(getattr(self, name)) for name in names}
        return {**found, "states": found["states"].float()}


class Sampler:
    """Draws batches; the composition is (captioned, boxed, composed, named, recoloured, with copies) pictures."""

    def __init__(self, corpus: Corpus, composition: tuple[int, ...], seed: int) -> None:
        self.corpus, self.composition = corpus, composition
        self.bank = corpus.sentences.bank
        self.rng = np.random.default_rng(seed)
        self.pools: list[list[int]] = [[] for _ in range(6)]
        for row, (picture, known) in enumerate(zip(corpus.pictures, corpus.knowledge, strict=True)):
            number = self.pool_of(picture, known)
            if number is not None:
                self.pools[number].append(row)
        name_rows = {name: corpus.names.rows(name, self.bank) for name in corpus.names.sentences}
        self.name_rows = {name: rows for name, rows in name_rows.items() if rows}
        self.class_names = [node.names[0] for node in corpus.nodes if node.names[0] in self.name_rows]
        self.node_rows = [
            [rows for name in node.names for rows in self.name_rows.get(name, [])] for node in corpus.nodes
        ]
        first = np.array([corpus.knowledge[row].captions[0] for row in self.pools[0]])
        self.neighbours = self.bank.vectors[first]

    @staticmethod
    def pool_of(picture: Picture, known: Knowledge) -> int | None:
        """Which pool a picture belongs to."""
        if picture.kind == "base":
            return 0 if known.captions else 1 if known.all_labels_known else 3 if known.nodes else None
        kinds = {"boxed": 1, "mosaic": 2, "paste": 2, "recolour": 4, "mirror": 5, "half": 5, "coarse": 5}
        return kinds.get(picture.kind)

    def captioned(self, count: int) -> list[int]:
        """Half at random, half the nearest of a few seeds, so that some negatives are hard."""
        pool = np.array(self.pools[0])
        if self.rng.random() < 0.4:
            return [int(i) for i in self.rng.choice(pool, count, replace=False)]
        chosen: set[int] = set()
        while len(chosen) < count:
            seed = int(self.rng.integers(len(pool)))
            near = np.argpartition(-self.neighbours @ self.neighbours[seed], 60)[:60]
            chosen |= {int(i) for i in self.rng.choice(pool[near], 8, replace=False)}
        return sorted(chosen)[:count]

    def draw(self) -> Batch:
        """One batch."""
        corpus = self.corpus
        pairs = self.captioned(self.composition[0])
        rows = list(pairs)
        for pool, count in zip(self.pools[1:5], self.composition[1:5], strict=True):
            rows += [int(i) for i in self.rng.choice(pool, count, replace=False)]
        copies = [int(i) for i in self.rng.choice(self.pools[5], self.composition[5], replace=False)]
        rows += [corpus.pictures[row].twin for row in copies]
        sentences = [int(self.rng.choice(corpus.knowledge[row].captions)) for row in pairs]
        slots = Slots(len(rows), self.bank.states)
        for number, picture in enumerate(rows):
            with_copy = number >= len(rows) - len(copies)
            self.place(slots, number, picture, with_copy, corpus.pictures[picture].kind == "recolour")
        moves = [self.move(corpus.pictures[row]) for row in copies]
        row, col = (int(i) for i in self.rng.integers(0, 2, 2))
        return Batch(
            phase=(row, col),
            seen=read_maps(corpus.maps, rows, (row, col)),
            copies=read_maps(corpus.maps, copies, (row, 1 - col)),
            moves=moves,
            **self.caption_part(pairs, sentences),
            **slots.tensors(),
        )

    @staticmethod
    def move(picture: Picture) -> Move:
        """How a copy differs from its twin."""
        left, top = picture.parts[0].place[:2]
        return Move(picture.kind, round(top * GRID[0]), round(left * GRID[1]))

    def caption_part(self, pairs: list[int], sentences: list[int]) -> dict[str, Tensor]:
        """One caption of each captioned picture, and where its words are known not to be."""
        states, caption_of, counts, absent = [], [], [], []
        there = [self.corpus.knowledge[row].bag | self.corpus.knowledge[row].maybe for row in pairs]
        for number, sentence in enumerate(sentences):
            begin, end = self.bank.first[sentence], self.bank.first[sentence + 1]
            states.append(self.bank.states[begin:end])
            for word in self.bank.words[sentence]:
                caption_of.append(number)
                counts.append(word.kind is WordKind.CONTENT)
                absent.append([concept(word.text) not in known for known in there])
        return {
            "caption_states": torch.from_numpy(np.concatenate(states)).float(),
            "caption_of": torch.tensor(caption_of),
            "counts": torch.tensor(counts),
            "absent": torch.tensor(absent),
        }

    def pick_row(self, statement: Statement) -> int:
        """The head noun of a name more often than its other words."""
        return statement.rows[-1] if self.rng.random() < 0.6 else int(self.rng.choice(statement.rows))

    def named_row(self, name: str) -> int:
        """A word of a name, in one of its templates."""
        options = self.name_rows[name]
        return self.pick_row(Statement(options[self.rng.integers(len(options))]))

    def place(self, slots: Slots, number: int, row: int, with_copy: bool, recoloured: bool) -> None:
        """Fill the slots of one picture."""
        known, picture = self.corpus.knowledge[row], self.corpus.pictures[row]
        if recoloured:
            self.place_colours(slots, number, known)
        elif len(picture.parts) == 1:
            self.place_swaps(slots, number, picture.parts[0].source)
        for _ in range(2):
            slots.add(number, int(self.rng.choice(self.corpus.sentences.absent)), ABSENT, 0.7)
        self.place_pair(slots, number, known)
        self.place_regions(slots, number, known)
        if with_copy and known.captions:
            self.place_caption(slots, number, known)
        self.place_nodes(slots, number, row)
        self.place_absent(slots, number, known)

    def place_regions(self, slots: Slots, number: int, known: Knowledge) -> None:
        """Things whose places are known."""
        for index in self.rng.permutation(len(known.regions))[:4]:
            if ways := known.regions[index]:
                statement = ways[self.rng.integers(len(ways))]
                slots.region(number, self.pick_row(statement), statement.boxes)

    def place_absent(self, slots: Slots, number: int, known: Knowledge) -> None:
        """Names of things that are not in the picture."""
        for _ in range(3):
            name = self.absent_name(known)
            if name is not None:
                slots.add(number, self.named_row(name), ABSENT)

    def place_swaps(self, slots: Slots, number: int, source: int) -> None:
        """True words of a caption, each with the wrong one in its place."""
        swaps = self.corpus.sentences.swaps.get(source, ())
        if len(swaps) > SWAPS:
            swaps = tuple(swaps[i] for i in self.rng.choice(len(swaps), SWAPS, replace=False))
        for swap in swaps:
            if swap.true >= 0 and swap.wrong >= 0:
                true = slots.add(number, swap.true, THERE)
                wrong = slots.add(number, swap.wrong, ABSENT)
                if true is not None and wrong is not None:
                    slots.rivals[number, wrong] = true

    def place_colours(self, slots: Slots, number: int, known: Knowledge) -> None:
        """Colours that captions name of a photo whose hues were turned: they are gone."""
        rows = [
            int(self.bank.first[sentence]) + place
            for sentence in known.said
            for place, word in enumerate(self.bank.words[sentence])
            if word.text.lower() in HUES
        ]
        for row in self.rng.permutation(rows)[:2]:
            slots.add(number, int(row), ABSENT, 0.7)

    def place_pair(self, slots: Slots, number: int, known: Knowledge) -> None:
        """Two labels of the picture named together, each with its own place."""
        labels = [i for i, label in enumerate(known.labels) if label]
        if len(labels) < 2:
            return
        a, b = (int(i) for i in self.rng.choice(labels, 2, replace=False))
        rows = self.corpus.sentences.pairs.get((known.labels[a], known.labels[b]))
        if rows is None:
            return
        found = [slots.region(number, row, known.regions[i][0].boxes) for row, i in zip(rows, (a, b), strict=True)]
        if found[0] is not None and found[1] is not None:
            slots.others[number, found[0]], slots.others[number, found[1]] = found[1], found[0]

    def place_caption(self, slots: Slots, number: int, known: Knowledge) -> None:
        """Words of a caption, whose heat should move along with the photo."""
        sentence = int(self.rng.choice(known.captions))
        words = [place for place, word in enumerate(self.bank.words[sentence]) if has_place(word)]
        for place in self.rng.permutation(words)[:4]:
            slots.add(number, int(self.bank.first[sentence]) + int(place), THERE)

    def place_nodes(self, slots: Slots, number: int, row: int) -> None:
        """Names of the classifier's likely nodes, with its own maps of them."""
        nodes, maps = self.corpus.maps["nodes"][row], self.corpus.maps["node_maps"][row]
        for index in self.rng.permutation(len(nodes))[:2]:
            node = int(nodes[index])
            if node >= 0 and self.node_rows[node]:
                options = self.node_rows[node]
                slot = slots.add(number, self.pick_row(Statement(options[self.rng.integers(len(options))])), NODE)
                if slot is not None:
                    slots.node_maps[number, slot] = maps[index]

    def absent_name(self, known: Knowledge) -> str | None:
        """A name of something that is not in the picture: a class that no detector sees, or a classifier's."""
        if known.unseen and self.rng.random() < 0.6:
            label = known.unseen[self.rng.integers(len(known.unseen))]
            names = [name for name in (label, *label_names(label)) if name in self.name_rows]
            name = names[self.rng.integers(len(names))] if names else ""
        else:
            name = self.class_names[self.rng.integers(len(self.class_names))]
        keys = {concept(word) for word in name.split()}
        return name if name and not keys & (known.bag | known.maybe) else None


def prefetch(sampler: Sampler, steps: int, depth: int = 3) -> Iterator[Batch]:
    """Batches drawn in a thread beside the training."""
    queue: Queue[Batch | None] = Queue(depth)

    def fill() -> None:
        for _ in range(steps):
            queue.put(sampler.draw())
        queue.put(None)

    Thread(target=fill, daemon=True).start()
    while (batch := queue.get()) is not None:
        yield batch
