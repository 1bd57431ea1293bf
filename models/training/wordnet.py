"""WordNet above the ImageNet classes: every hypernym with its names and the classes below it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from models.training.photos import Source

DATABASE = Path("/usr/share/wordnet/data.noun")  # Debian's wordnet-base; ImageNet wnids are its offsets
TOO_ABSTRACT = 420  # nodes above more classes than this ("entity", "artifact") look like nothing


@dataclass(frozen=True)
class Node:
    """A synset and the ImageNet classes (indices) at or below it."""

    wnid: str
    names: tuple[str, ...]
    classes: tuple[int, ...]


def read_synsets(path: Path = DATABASE) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Offset -> (names, hypernym offsets) of every noun synset (wndb(5WN))."""
    synsets = {}
    for line in path.read_text().splitlines():
        if line.startswith("  "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        names = tuple(fields[4 + 2 * i].replace("_", " ") for i in range(count))
        rest = fields[5 + 2 * count :]
        parents = tuple(rest[4 * i + 1] for i in range(len(rest) // 4) if rest[4 * i] in ("@", "@i"))
        synsets[fields[0]] = (names, parents)
    return synsets


def nodes_above(wnids: list[str]) -> list[Node]:
    """Every synset at or above the classes (wnid of class i at index i), without the too abstract ones."""
    synsets = read_synsets()
    below: dict[str, set[int]] = defaultdict(set)
    for index, wnid in enumerate(wnids):
        stack = [wnid[1:]]
        while stack:
            offset = stack.pop()
            if index not in below[offset]:
                below[offset].add(index)
                stack.extend(synsets[offset][1])
    return [
        Node(f"n{offset}", synsets[offset][0], tuple(sorted(classes)))
        for offset, classes in sorted(below.items())
        if len(classes) <= TOO_ABSTRACT
    ]


def class_wnids(sources: list[Source]) -> list[str]:
    """The wnid of each of the 1,000 classes, from the ImageNet samples, which lie in class order."""
    return [source.wnid for source in sources if source.dataset == "imagenet"]
