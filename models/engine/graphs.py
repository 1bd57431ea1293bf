"""The two graphs of the main job, as torch modules ready for export: look at a photo, read a sentence."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.fusion.cross_attention import CrossAttention, CrossAttentionConfig
from models.fusion.photo_maps import PhotoStreams, classifier_and_detector
from models.text.minilm import MiniLM
from models.text.minilm import load as load_text
from models.weights import entry


class LookGraph(nn.Module):
    """Pixels to keys, values and class scores; classifier, detector and normalisation are part of the graph."""

    def __init__(self, streams: PhotoStreams, fusion: CrossAttention) -> None:
        super().__init__()
        self.streams, self.photo = streams, fusion.photo

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """uint8 (1, 448, 448, 3) -> keys and values (heads, 784, d), class scores (80, 784)."""
        maps, classes = self.streams(pixels)
        keys, values = self.photo(maps)
        return keys[0], values[0], classes[0].flatten(1)


class ReadGraph(nn.Module):
    """Token ids and what a photo holds to the maps and scores of every word."""

    def __init__(self, text: MiniLM, fusion: CrossAttention) -> None:
        super().__init__()
        self.text, self.fusion = text, fusion

    def forward(
        self, ids: Tensor, pooling: Tensor, keys: Tensor, values: Tensor, classes: Tensor
    ) -> tuple[Tensor, ...]:
        """Ids (1, T), pooling (W, T), keys and values (heads, P, d), classes (80, P): see CrossAttention.forward."""
        states = pooling @ self.text(ids, torch.ones_like(ids))[0]
        out: tuple[Tensor, ...] = self.fusion(states, keys, values, classes)
        return out


def load_fusion() -> CrossAttention:
    """The trained cross-attention, frozen."""
    from safetensors.torch import load_file

    row = entry("cross_attention")
    fusion = CrossAttention(CrossAttentionConfig(**row.config)).eval()
    # Kept in half precision; load_state_dict widens it to the network's float32.
    fusion.load_state_dict(load_file(row.file), strict=True)
    return fusion.requires_grad_(False)


def look_graph() -> LookGraph:
    """With the shipped weights."""
    return LookGraph(classifier_and_detector(), load_fusion()).eval()


def read_graph() -> ReadGraph:
    """With the shipped weights."""
    return ReadGraph(load_text(), load_fusion()).eval()
