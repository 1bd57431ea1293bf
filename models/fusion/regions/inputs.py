"""Regions as a sequence for a Transformer: what they look like, what the detector calls them, where they are."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.fusion.layers import Project
from models.fusion.regions.photo import CLASSES, FEATURES, PLACE
from models.fusion.strategy import Grids
from models.fusion.streams import TEXT_WIDTH, WIDTH


class Regions(nn.Module):
    """Features, class scores and place, each through a linear layer, added (as LXMERT adds features and places)."""

    def __init__(self) -> None:
        super().__init__()
        self.features = Project(FEATURES)
        self.scores = nn.Linear(CLASSES, WIDTH, bias=False)
        self.places = nn.Linear(PLACE, WIDTH)

    def forward(self, grids: Grids) -> Tensor:
        """Features (N, R, 1280), scores (N, R, 80), places (N, R, 5) -> (N, R, width)."""
        looks: Tensor = self.features(grids["features"]) + self.scores(grids["scores"]) + self.places(grids["places"])
        return looks


class ClassNames(nn.Module):
    """What the frozen text stream makes of the detector's 80 class names; belongs to the stream, is not trained."""

    states: Tensor  # (80, 384)

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("states", torch.zeros(CLASSES, TEXT_WIDTH))

    def forward(self, scores: Tensor) -> Tensor:
        """Scores (N, R, 80) -> the name of each region's best class (N, R, 384)."""
        return self.states[scores.argmax(-1)]


@torch.inference_mode()
def read_class_names() -> Tensor:
    """The mean over a name's own tokens at the text stream's end: (80, 384)."""
    from models.class_names import coco_names
    from models.text.minilm import load
    from models.text.tokens import tokenise

    network, found = load(), []
    for name in coco_names():
        ids = torch.from_numpy(tokenise(name).ids)[None]
        states = network.states(ids, torch.ones_like(ids))[-1][0]
        found.append(states[1:-1].mean(0))
    return torch.stack(found)
