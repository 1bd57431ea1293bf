"""The graphs of the main job for several photos and several sentences at once, for benchmarks.batching alone."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from models.engine.export import write
from models.engine.graphs import LookGraph, ReadGraph, look_graph, read_graph
from models.fusion.cross_attention import agreed, pulled, soften
from models.fusion.word_classes import CLASSES
from models.text.minilm import MiniLM

MOST = 16  # rows


class LookBatch(nn.Module):
    """`LookGraph` for N photos."""

    def __init__(self, one: LookGraph) -> None:
        super().__init__()
        self.one = one

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """uint8 (N, 448, 448, 3) -> keys and values (N, heads, 784, d), class scores (N, 80, 784)."""
        maps, classes = self.one.streams(pixels)
        keys, values = self.one.photo(maps)
        return keys, values, classes.flatten(2)


class TextBatch(nn.Module):
    """The text stream for N sentences of one length."""

    def __init__(self, text: MiniLM) -> None:
        super().__init__()
        self.text = text

    def forward(self, ids: Tensor) -> Tensor:
        """Ids (N, T) -> states (N, T, 1152)."""
        states: Tensor = self.text(ids, torch.ones_like(ids))
        return states


class ReadBatch(nn.Module):
    """`ReadGraph` for N sentences of one length, each with a photo of its own."""

    def __init__(self, one: ReadGraph) -> None:
        super().__init__()
        self.one = one

    def forward(
        self, ids: Tensor, pooling: Tensor, keys: Tensor, values: Tensor, classes: Tensor
    ) -> tuple[Tensor, ...]:
        """Ids (N, T), pooling (N, W, T), keys and values (N, heads, P, d), classes (N, 80, P).

        -> attention (N, W, heads, P), evidence (N, W, P), presence and gates (N, W).
        """
        fusion, states = self.one.fusion, pooling @ self.one.text(ids, torch.ones_like(ids))
        words, means = fusion.text(states), fusion.classes(states)
        seen = (means @ classes).clamp(max=1.0)
        similarity = fusion.similarity(words.queries.transpose(1, 2), keys)
        attention = pulled(similarity, seen, fusion.config.class_weight)
        agreement = words.meanings.transpose(1, 2) @ values.transpose(-1, -2)
        evidence = agreed((attention * agreement.clamp(min=0)).transpose(0, 1))
        raw = fusion.raw(similarity, agreement, seen)
        presence = fusion.presence(words, raw, means, seen.amax(-1))
        softened = soften(evidence.flatten(0, 1)).unflatten(0, evidence.shape[:2])
        return attention.transpose(1, 2), softened, presence, words.gates


def export_batched(folder: Path) -> None:
    """`look`, `text` and `read` for any number of rows up to MOST."""
    rows = torch.export.Dim("rows", min=1, max=MOST)
    tokens, words = torch.export.Dim("tokens", min=3, max=256), torch.export.Dim("words", min=1, max=254)
    photos = torch.zeros(2, 448, 448, 3, dtype=torch.uint8)
    write(
        LookBatch(look_graph()).eval(), (photos,), folder / "look.onnx", input_names=["pixels"],
        output_names=["keys", "values", "classes"], dynamic_shapes=({0: rows},),
    )  # fmt: skip
    read = read_graph()
    ids = torch.tensor([[101, 1037, 4937, 2006, 1037, 13523, 102]]).repeat(2, 1)
    write(
        TextBatch(read.text).eval(), (ids,), folder / "text.onnx", input_names=["ids"], output_names=["states"],
        dynamic_shapes=({0: rows, 1: tokens},),
    )  # fmt: skip
    heads, width = read.fusion.config.heads, read.fusion.config.width
    grid = nn.functional.normalize(torch.ones(2, heads, 784, width // heads), dim=-1)
    seen, pooling = torch.full((2, CLASSES, 784), 0.5), torch.eye(7)[1:6].repeat(2, 1, 1)
    write(
        ReadBatch(read).eval(), (ids, pooling, grid, grid.clone(), seen), folder / "read.onnx",
        input_names=["ids", "pooling", "keys", "values", "classes"],
        output_names=["attention", "evidence", "presence", "gates"],
        dynamic_shapes=({0: rows, 1: tokens}, {0: rows, 1: words, 2: tokens}, {0: rows}, {0: rows}, {0: rows}),
    )  # fmt: skip
