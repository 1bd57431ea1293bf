"""The two graphs of the main job, as torch modules ready for export: look at a photo, read a sentence."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.backbone import Backbone
from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_backbone
from models.fusion.cross_attention import CrossAttention, CrossAttentionConfig
from models.text.minilm import MiniLM
from models.text.minilm import load as load_text
from models.weights import entry

FINE_STAGE = "block10"


class LookGraph(nn.Module):
    """Pixels at two sizes to keys and values; normalisation is part of the graph."""

    def __init__(self, backbone: Backbone, fusion: CrossAttention) -> None:
        super().__init__()
        self.backbone, self.photo = backbone, fusion.photo
        self.fine = backbone.stage_index(FINE_STAGE)
        self.mean, self.std = backbone.preprocessing.mean[0], backbone.preprocessing.std[0]

    def stages(self, pixels: Tensor) -> list[Tensor]:
        """uint8 (1, S, S, 3) -> every stage."""
        scaled = (pixels.to(torch.float32) - self.mean) / self.std
        return self.backbone.forward_stages(scaled.permute(0, 3, 1, 2))

    def forward(self, pixels: Tensor, small: Tensor) -> tuple[Tensor, Tensor]:
        """uint8 (1, 448, 448, 3) and (1, 224, 224, 3) -> keys, values (heads, 784, d)."""
        large_stages, small_stages = self.stages(pixels), self.stages(small)
        fine, coarse, context = (
            stage.permute(0, 2, 3, 1) for stage in (large_stages[self.fine], large_stages[-1], small_stages[-1])
        )
        keys, values = self.photo(fine, coarse, context)
        return keys[0], values[0]


class ReadGraph(nn.Module):
    """Token ids and a photo's keys and values to the maps and scores of every word."""

    def __init__(self, text: MiniLM, fusion: CrossAttention) -> None:
        super().__init__()
        self.text, self.fusion = text, fusion

    def forward(
        self, ids: Tensor, pooling: Tensor, keys: Tensor, values: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Ids (1, T), pooling (W, T), keys and values (heads, P, d) -> see CrossAttention.forward."""
        states = pooling @ self.text(ids, torch.ones_like(ids))[0]
        out: tuple[Tensor, Tensor, Tensor, Tensor] = self.fusion(states, keys, values)
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
    return LookGraph(load_backbone(VARIANTS[0]), load_fusion()).eval()


def read_graph() -> ReadGraph:
    """With the shipped weights."""
    return ReadGraph(load_text(), load_fusion()).eval()
