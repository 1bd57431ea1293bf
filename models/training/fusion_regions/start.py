"""What a sibling begins with: the lab's own strategy of its kind, as VL-BERT and UNITER begin with BERT.

`multimodal` joins cells and words as the siblings of one Transformer join boxes and words, `co_attention` as the one of
two streams: layers, head, and the projections of EfficientNet's channels and MiniLM's states are carried over. What a
region has more (class scores, its place, the segment of names) begins at random or, names, as words.
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.engine.fusion.export import stored_weights
from models.fusion.regions.catalogue import build_sibling
from models.fusion.strategy import FusionStrategy

STARTS = {"regions_single": "multimodal", "regions_cross": "co_attention", "regions_tags": "multimodal"}
CARRIED = {"places.project.": "regions.features.", "place_layers.": "region_layers."}
LEFT = ("places.code.",)  # the codes of cells: a box has a place of its own


def carried(name: str) -> dict[str, Tensor]:
    """The shipped weights of the strategy that a sibling begins with, under the sibling's names."""
    found = {}
    for key, value in stored_weights(STARTS[name]).items():
        if not key.startswith(LEFT):
            own = key
            for old, new in CARRIED.items():
                own = own.replace(old, new) if own.startswith(old) else own
            found[own] = value
    return found


def start(sibling: FusionStrategy) -> None:
    """In place."""
    found, own = carried(sibling.name), sibling.state_dict()
    if "segment" in found and len(own["segment"]) > len(found["segment"]):
        found["segment"] = torch.cat([found["segment"], found["segment"][1:]])  # names begin as words
    unexpected = sibling.load_state_dict(found, strict=False).unexpected_keys
    if unexpected:
        raise ValueError(f"{sibling.name} has no place for {unexpected}")


def started(name: str) -> FusionStrategy:
    """A sibling with the weights that it begins with; its own others are random."""
    sibling = build_sibling(name)
    start(sibling)
    return sibling
