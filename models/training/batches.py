"""Batches of the cross-attention training: which pictures, which words, what each word should do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.pointing import coverage
from models.results import WordKind
from models.training.photos import Picture, Source
from models.training.statements import Knowledge, Names, Statement, label_names
from models.training.textbank import TextBank
from models.training.vocabulary import concept
from models.training.wordnet import Node

GRID = (28, 28)
SLOTS = 12
EMPTY, REGION, NODE, ABSENT = 0, 1, 2, 3


@dataclass
class Batch:
    """N pictures; the first `pairs` of them carry one caption each, and every picture up to SLOTS words to place."""

    fine: Tensor  # (N, 28, 28, 112)
    coarse: Tensor  # (N, 14, 14, 320)
    context: Tensor  # (N, 7, 7, 320)
    caption_states: Tensor  # (W, 1152), words of the captions in order
    caption_of: Tensor  # (W,), which caption
    counts: Tensor  # (W,) bool: a content word
    absent: Tensor  # (W, pairs) bool: the word's concept is not known to be in that picture
    states: Tensor  # (N, SLOTS, 1152)
    kinds: Tensor  # (N, SLOTS)
    regions: Tensor  # (N, SLOTS, 784)
    nodes: Tensor  # (N, SLOTS)
    weights: Tensor  # (N, SLOTS)


@dataclass
class Corpus:
    """All that batches are drawn from."""

    pictures: list[Picture]
    sources: list[Source]
    knowledge: list[Knowledge]
    bank: TextBank
    names: Names
    nodes: list[Node]
    maps: dict[str, NDArray[np.float16]]  # fine, coarse, context memory maps


class Sampler:
    """Draws batches; the composition is (captioned, boxed, composed, named) pictures."""

    def __init__(
        self,
        corpus: Corpus,
        composition: tuple[int, int, int, int],
        seed: int,
        name_rows: dict[str, list[tuple[int, ...]]],
    ) -> None:
        self.corpus, self.composition = corpus, composition
        self.rng = np.random.default_rng(seed)
        self.pools: list[list[int]] = [[], [], [], []]
        for row, (picture, known) in enumerate(zip(corpus.pictures, corpus.knowledge, strict=True)):
            if picture.kind in ("dev", "test"):
                continue
            if known.captions:
                self.pools[0].append(row)
            if known.all_labels_known:
                self.pools[1].append(row)
            elif picture.kind in ("mosaic", "paste"):
                self.pools[2].append(row)
            elif not known.captions and known.nodes:
                self.pools[3].append(row)
        self.name_rows = {name: rows for name, rows in name_rows.items() if rows}
        labels = {label for source in corpus.sources for label, _ in source.objects}
        spoken = {name for label in labels for name in label_names(label)}
        self.label_names = [name for name in self.name_rows if name in spoken]
        self.class_names = [name for node in corpus.nodes for name in node.names[:1] if name in self.name_rows]
        self.node_rows = [
            [rows for name in node.names for rows in self.name_rows.get(name, [])] for node in corpus.nodes
        ]
        first = np.array([corpus.knowledge[row].captions[0] for row in self.pools[0]])
        self.neighbours = corpus.bank.vectors[first]

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
        # A photo and its altered copy are not each other's negatives.
        unique = {self.corpus.pictures[row].parts[0].source: row for row in sorted(chosen)}
        rest = [int(i) for i in self.rng.choice(pool, 2 * count, replace=False)]
        for row in rest:
            unique.setdefault(self.corpus.pictures[row].parts[0].source, row)
        return list(unique.values())[:count]

    def draw(self) -> Batch:
        """One batch."""
        pairs = self.captioned(self.composition[0])
        rows = list(pairs)
        for pool, count in zip(self.pools[1:], self.composition[1:], strict=True):
            rows += [int(i) for i in self.rng.choice(pool, count, replace=False)]
        corpus = self.corpus
        features = {name: torch.from_numpy(np.stack([maps[row] for row in rows])) for name, maps in corpus.maps.items()}
        return Batch(**features, **self.caption_part(pairs), **self.placed_part(rows))

    def caption_part(self, pairs: list[int]) -> dict[str, Tensor]:
        """One caption of each captioned picture, and where its words are known not to be."""
        corpus = self.corpus
        states, caption_of, counts, absent = [], [], [], []
        for number, row in enumerate(pairs):
            sentence = int(self.rng.choice(corpus.knowledge[row].captions))
            begin, end = corpus.bank.first[sentence], corpus.bank.first[sentence + 1]
            states.append(corpus.bank.states[begin:end])
            for word in corpus.bank.words[sentence]:
                caption_of.append(number)
                counts.append(word.kind is WordKind.CONTENT)
                absent.append([concept(word.text) not in corpus.knowledge[other].bag for other in pairs])
        return {
            "caption_states": torch.from_numpy(np.concatenate(states)),
            "caption_of": torch.tensor(caption_of),
            "counts": torch.tensor(counts),
            "absent": torch.tensor(absent),
        }

    def pick_row(self, statement: Statement) -> int:
        """The head noun of a name more often than its other words."""
        return statement.rows[-1] if self.rng.random() < 0.6 else int(self.rng.choice(statement.rows))

    def placed_part(self, rows: list[int]) -> dict[str, Tensor]:
        """Up to SLOTS words per picture: things with regions, classifier nodes, names that are absent."""
        shape = (len(rows), SLOTS)
        states = np.zeros((*shape, self.corpus.bank.states.shape[1]), np.float16)
        kinds, nodes = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        regions = np.zeros((*shape, GRID[0] * GRID[1]), np.float32)
        weights = np.zeros(shape, np.float32)
        for n, row in enumerate(rows):
            known = self.corpus.knowledge[row]
            slot = 0
            for index in self.rng.permutation(len(known.regions))[:6]:
                ways = known.regions[index]
                if not ways:
                    continue
                statement = ways[self.rng.integers(len(ways))]
                states[n, slot] = self.corpus.bank.states[self.pick_row(statement)]
                regions[n, slot] = coverage(statement.boxes, GRID).ravel()
                kinds[n, slot], weights[n, slot] = REGION, 1.0
                slot += 1
            for node in self.rng.permutation(known.nodes)[:4]:
                if self.node_rows[node]:
                    options = self.node_rows[node]
                    states[n, slot] = self.corpus.bank.states[
                        self.pick_row(Statement(options[self.rng.integers(len(options))]))
                    ]
                    kinds[n, slot], nodes[n, slot], weights[n, slot] = NODE, node, 1.0
                    slot += 1
            for _ in range(min(5, SLOTS - slot)):
                name = self.absent_name(known)
                if name is None:
                    continue
                options = self.name_rows[name]
                states[n, slot] = self.corpus.bank.states[
                    self.pick_row(Statement(options[self.rng.integers(len(options))]))
                ]
                kinds[n, slot], weights[n, slot] = ABSENT, 1.0
                slot += 1
        return {
            "states": torch.from_numpy(states),
            "kinds": torch.from_numpy(kinds),
            "regions": torch.from_numpy(regions),
            "nodes": torch.from_numpy(nodes),
            "weights": torch.from_numpy(weights),
        }

    def absent_name(self, known: Knowledge) -> str | None:
        """A name of something that is not in the picture; COCO's labels where all of them are known."""
        pool = self.label_names if known.all_labels_known or self.rng.random() < 0.5 else self.class_names
        name = pool[self.rng.integers(len(pool))]
        keys = {concept(word) for word in name.split()}
        if keys & known.bag or (not known.all_labels_known and "person" in keys):
            return None
        return name


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


def open_maps(cache: Path) -> dict[str, NDArray[np.float16]]:
    """The feature memory maps."""
    return {name: np.load(cache / f"{name}.npy", mmap_mode="r") for name in ("fine", "coarse", "context")}
