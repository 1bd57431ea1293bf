"""Regions and words in one Transformer: as VL-BERT and UNITER, and with class names between them, as Oscar.

VL-BERT: Su et al. 2020, arXiv:1908.08530; UNITER: Chen et al. 2020, arXiv:1909.11740; Oscar: Li et al. 2020,
arXiv:2004.06165. They start from BERT and are trained on millions of pairs; here the tokens come out of the frozen
text stream, width and depth are those of this project's multimodal encoder, and so are the pairs.
"""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn

from models.fusion.joint import LAYERS
from models.fusion.layers import EncoderLayer, Project, ScoreHead
from models.fusion.regions.inputs import ClassNames, Regions
from models.fusion.regions.photo import REGION_INPUTS
from models.fusion.strategy import AttentionKind, FusionStrategy, Grids, Parts, States, padding_of
from models.fusion.streams import LAST, TEXT_WIDTH, WIDTH


class JointRegions(FusionStrategy):
    """Summary token, regions, (tags,) tokens in one sequence; the summary token's last state gives the match."""

    stages = REGION_INPUTS
    attention_kinds = (AttentionKind("self", "joint", "joint"),)
    tags: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.regions, self.tokens = Regions(), Project(TEXT_WIDTH)
        self.summary = nn.Parameter(torch.randn(1, 1, WIDTH) * 0.02)
        self.segment = nn.Parameter(torch.randn(3 if self.tags else 2, WIDTH) * 0.02)  # regions, words, tags
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))
        self.head = ScoreHead()
        if self.tags:
            self.frozen = ClassNames()

    def see(self, grids: Grids) -> Parts:
        """Regions, and their names as words where this sibling reads tags (N, S, width); which are there (N, S)."""
        known, regions = grids["known"], self.regions(grids)
        sequence = regions + self.segment[0].to(regions.dtype)
        if not self.tags:
            return sequence, known
        names = self.tokens(self.frozen(grids["scores"]).to(regions.dtype)) + self.segment[2].to(regions.dtype)
        named = torch.cat([torch.zeros_like(known[:, :1]), known[:, 1:]], dim=1)  # the whole photo has no name
        return torch.cat([sequence, names], dim=1), torch.cat([known, named], dim=1)

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Tokens (N, T, width)."""
        tokens = self.tokens(states[LAST])
        return (tokens + self.segment[1].to(tokens.dtype),)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """Attention (N, layers, heads, 1 + S + T, 1 + S + T)."""
        (regions, known), tokens = seen, heard[0]
        summary = self.summary.to(tokens.dtype).expand(tokens.shape[0], -1, -1)
        sequence = torch.cat([summary, regions, tokens], dim=1)
        padding = padding_of(torch.cat([torch.ones_like(known[:, :1]), known, mask], dim=1), sequence.dtype)
        weights = []
        for layer in self.layers:
            sequence, each = layer(sequence, padding)
            weights.append(each)
        return self.head(sequence[:, 0])[:, 0], (torch.stack(weights, dim=1),)


class RegionsSingle(JointRegions):
    """VL-BERT's and UNITER's kind."""

    name = "regions_single"


class RegionsTags(JointRegions):
    """Oscar's kind: the class names of the boxes stand as words between the sentence and the regions."""

    name = "regions_tags"
    tags = True
