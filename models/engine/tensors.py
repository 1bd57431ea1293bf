"""Large constants of a graph that lie outside of it, where several graphs share them. Imports no torch and no onnx.

``GRAPH.onnx.json`` beside a graph says where each lies: name -> [file, offset, type, shape], the file relative to the
graph's folder. models/engine/exports/pack.py writes it when a wheel or an image is built, also beside arrays
(``FILE.npz``); a graph without it is whole. A fifth entry is where scales (2, K) lie: the constant is then not kept at
all, but made of another one, as the lab's random weights are of the trained ones (models/engine/lab/twin_weights.py).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.engine.shuffle import shuffled

TENSORS = "tensors.bin"
HALF = "float32 as float16"


@dataclass(frozen=True)
class Place:
    """Where a constant lies; HALF where float16 holds the same numbers, which are then widened."""

    file: Path
    offset: int
    dtype: str
    shape: tuple[int, ...]
    scales: Place | None = None

    def read(self) -> NDArray[Any]:
        """The constant; one that is kept as it is, in memory that all graphs and processes share.

        Of that, nothing is read before it is used.
        """
        values = self._kept()
        return values if self.scales is None else reordered(values, *self.scales.read())

    def _kept(self) -> NDArray[Any]:
        count = int(np.prod(self.shape, dtype=np.int64))
        stored = np.dtype(np.float16 if self.dtype == HALF else self.dtype)
        values = (
            _mapped(self.file)[self.offset : self.offset + count * stored.itemsize].view(stored).reshape(self.shape)
        )
        return values.astype(np.float32) if self.dtype == HALF else values


def reordered(values: NDArray[Any], before: NDArray[Any], after: NDArray[Any]) -> NDArray[Any]:
    """Freed of the scales (K,) of its rows, in random order, and given other scales: (K, ...) -> (K, ...)."""
    rows = values.reshape(len(before), -1) / before[:, None]
    return np.asarray((shuffled(rows.ravel()).reshape(rows.shape) * after[:, None]).reshape(values.shape), np.float32)


def places_file(graph: Path) -> Path:
    """Beside the graph."""
    return graph.with_name(f"{graph.name}.json")


def places_of(graph: Path) -> dict[str, Place]:
    """By the constant's name; empty for a graph that holds all of its own."""
    path = places_file(graph)
    if not path.exists():
        return {}
    stored = json.loads(path.read_text(encoding="utf-8"))
    return {name: place_from(graph.parent, *row) for name, row in stored.items()}


def place_from(
    folder: Path, file: str, offset: int, dtype: str, shape: list[int], scales: list[Any] | None = None
) -> Place:
    """A row of such a file."""
    other = place_from(folder, *scales) if scales else None
    return Place((folder / file).resolve(), offset, dtype, tuple(shape), other)


def write_places(graph: Path, places: dict[str, Place]) -> None:
    """Beside the graph, where each of its constants lies."""
    rows = {name: row_of(place, graph.parent) for name, place in places.items()}
    places_file(graph).write_text(json.dumps(rows, indent=0) + "\n", encoding="utf-8")


def row_of(place: Place, folder: Path) -> list[object]:
    """As `place_from` reads it."""
    file = Path(os.path.relpath(place.file, folder.resolve())).as_posix()
    row: list[object] = [file, place.offset, place.dtype, list(place.shape)]
    return [*row, row_of(place.scales, folder)] if place.scales else row


def read_npz(path: Path) -> dict[str, NDArray[Any]]:
    """Arrays of a file, those that were packed from where they lie now."""
    with np.load(path) as stored:
        return {**stored, **{name: place.read() for name, place in places_of(path).items()}}


@cache
def _mapped(path: Path) -> NDArray[np.uint8]:
    """Copy on write, for onnxruntime takes no array that may not be written; it writes to none."""
    return np.memmap(path, np.uint8, "c")
