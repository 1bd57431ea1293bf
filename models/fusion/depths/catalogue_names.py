"""What each depth reads and attends with, for those who must not import torch.

A test holds this equal to the depths' own declarations (models/fusion/depths/catalogue.py).
"""

from __future__ import annotations

from models.fusion.catalogue_names import STRATEGY_SHAPES, StrategyShape
from models.fusion.streams import COARSEST, STRIDES

WEIGHTS = "fusion_depths"  # the manifest's row of all depths
SIZE = 224  # pixels that photos are read in, and were in training
STAGES = ("block4", "block10", "block14")

DEPTH_SHAPES: dict[str, StrategyShape] = {
    f"inside_{stage}": StrategyShape(
        (stage,), attention=STRATEGY_SHAPES["inside_cnn"].attention, gathered=COARSEST // STRIDES[stage]
    )
    for stage in STAGES
}
ALL_SHAPES = STRATEGY_SHAPES | DEPTH_SHAPES
