"""What the shipped photo graph makes of Flickr8k's dev photos, kept as a file: bars are set anew without a training.

python -m models.training.looks --data PHOTOS --graphs var/engine --photos 200 --out WORK
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.engine.attender import load_attender
from models.training.colour_words.sightings import sources_of
from models.training.photos import read_pixels, read_sources

SEED, AT_ONCE = 0, 100  # photos after which what was found is written down
SIDES = ("keys", "values", "classes")


@dataclass(frozen=True)
class Looks:
    """N photos with their captions."""

    captions: tuple[tuple[str, ...], ...]
    keys: NDArray[np.float16]  # (N, heads, P, d)
    values: NDArray[np.float16]
    classes: NDArray[np.float16]  # (N, 80, P)

    def photos(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """As the words see them, one by one."""
        for sides in zip(self.keys, self.values, self.classes, strict=True):
            keys, values, classes = (torch.from_numpy(side.astype(np.float32)) for side in sides)
            yield keys, values, classes


def keep(work: Path, looks: Looks) -> None:
    """Write them down."""
    work.mkdir(parents=True, exist_ok=True)
    np.savez(work / "looks_dev.npz", keys=looks.keys, values=looks.values, classes=looks.classes)
    (work / "looks_dev.json").write_text(json.dumps(looks.captions))


def read_looks(work: Path) -> Looks:
    """Those that were kept."""
    with np.load(work / "looks_dev.npz") as stored:
        arrays = {name: stored[name] for name in SIDES}
    captions = json.loads((work / "looks_dev.json").read_text())
    return Looks(tuple(map(tuple, captions)), **arrays)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "graphs", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--photos", type=int, required=True, help="how many to look at, drawn from the split")
    args = parser.parse_args()
    sources = sources_of(read_sources(args.data), "dev")
    order = np.random.default_rng(SEED).permutation(len(sources))[: args.photos]
    attender = load_attender(args.graphs, coloured=False)
    captions, found = list[tuple[str, ...]](), {name: list[NDArray[np.float16]]() for name in SIDES}
    for count, row in enumerate(order, 1):
        seen = attender.look(read_pixels(args.data, sources[int(row)]))
        for name, values in found.items():
            values.append(getattr(seen, name).astype(np.float16))
        captions.append(sources[int(row)].captions)
        if count % AT_ONCE == 0 or count == len(order):
            keep(args.out, Looks(tuple(captions), *(np.stack(found[name]) for name in SIDES)))
            print(f"{count} photos", flush=True)


if __name__ == "__main__":
    main()
