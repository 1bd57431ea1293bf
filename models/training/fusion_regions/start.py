"""What a sibling begins with: what a first training made of the lab's strategy of its kind.

As VL-BERT and UNITER begin with BERT. `multimodal` joins cells and words as the siblings of one Transformer join boxes
and words, `co_attention` as the one of two streams: layers, head, and the projections of EfficientNet's channels and
MiniLM's states are carried over. What a region has more (class scores, its place, the segment of names) begins at
random or, names, as words.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from models.fusion.regions.catalogue import build_sibling
from models.fusion.strategy import FusionStrategy

STARTS = {"regions_single": "multimodal", "regions_cross": "co_attention", "regions_tags": "multimodal"}
CARRIED = {"places.project.": "regions.features.", "place_layers.": "region_layers."}
LEFT = ("places.code.",)  # the codes of cells: a box has a place of its own


def carried(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights of the strategy that a sibling begins with, under the sibling's names."""
    found = {}
    for key, value in weights.items():
        if not key.startswith(LEFT):
            own = key
            for old, new in CARRIED.items():
                own = own.replace(old, new) if own.startswith(old) else own
            found[own] = value
    return found


def start(sibling: FusionStrategy, weights: dict[str, Tensor]) -> None:
    """In place; raises ValueError for weights of another strategy."""
    found, own = carried(weights), sibling.state_dict()
    if "segment" in found and len(own["segment"]) > len(found["segment"]):
        found["segment"] = torch.cat([found["segment"], found["segment"][1:]])  # names begin as words
    unexpected = sibling.load_state_dict(found, strict=False).unexpected_keys
    if unexpected:
        raise ValueError(f"{sibling.name} has no place for {unexpected}")


def started(name: str, first: Path) -> FusionStrategy:
    """A sibling with the weights that it begins with, FIRST/NAME-0.pt; its own others are random."""
    sibling = build_sibling(name)
    start(sibling, torch.load(first / f"{STARTS[name]}-0.pt", weights_only=True))
    return sibling
