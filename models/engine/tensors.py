"""Large constants of a graph that lie outside of it, where several graphs share them. Imports no torch and no onnx.

``GRAPH.onnx.json`` beside a graph says where each lies: name -> [file, offset, type, shape], the file relative to the
graph's folder. models/engine/exports/pack.py writes it when a wheel or an image is built; a graph without it is whole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TENSORS = "tensors.bin"
HALF = "float32 as float16"


@dataclass(frozen=True)
class Place:
    """Where a constant lies; HALF where float16 holds the same numbers, which are then widened."""

    file: Path
    offset: int
    dtype: str
    shape: tuple[int, ...]

    def read(self) -> NDArray[Any]:
        """The constant, in memory that all graphs and processes share: nothing is read before it is used."""
        count = int(np.prod(self.shape, dtype=np.int64))
        stored = np.dtype(np.float16 if self.dtype == HALF else self.dtype)
        values = (
            _mapped(self.file)[self.offset : self.offset + count * stored.itemsize].view(stored).reshape(self.shape)
        )
        return values.astype(np.float32) if self.dtype == HALF else values


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


def place_from(folder: Path, file: str, offset: int, dtype: str, shape: list[int]) -> Place:
    """A row of such a file."""
    return Place((folder / file).resolve(), offset, dtype, tuple(shape))


@cache
def _mapped(path: Path) -> NDArray[np.uint8]:
    """Copy on write, for onnxruntime takes no array that may not be written; it writes to none."""
    return np.memmap(path, np.uint8, "c")
