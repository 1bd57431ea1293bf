"""Early fusion: patches of pixels and word embeddings, before any encoder of either, as one sequence.

As in ViLT (Kim et al. 2021, arXiv:2102.03334): a patch is flattened and projected by one matrix, a word is looked up in
a table, and everything that is understood of either is learned by the joint encoder. A cell of the grid of R x C places
is a patch of 16 x 16 pixels of the photo squashed to 16 R x 16 C, so that 14 x 14 places are 224 x 224 pixels.
"""

from __future__ import annotations

from torch import Tensor, nn

from models.fusion.joint import JointEncoder
from models.fusion.layers import Places, Project
from models.fusion.strategy import Grids
from models.fusion.streams import CHANNELS, EMBEDDING, PATCHES, WIDTH

PATCH_CHANNELS = CHANNELS[PATCHES]
MIDDLE_GREY = 127.5


class PatchProject(Project):
    """One matrix for all patches; no norm, which would take away how bright a patch is."""

    def __init__(self) -> None:
        nn.Sequential.__init__(self, nn.Linear(PATCH_CHANNELS, WIDTH))


class PatchPlaces(Places):
    """Patches as places: projected, then told where they are."""

    def __init__(self) -> None:
        super().__init__(PATCH_CHANNELS)
        self.project = PatchProject()

    def forward(self, grids: Grids, stage: str) -> Tensor:
        """Bytes (N, R, C, 768) -> (N, R * C, width)."""
        scaled = (grids[stage] - MIDDLE_GREY) / MIDDLE_GREY
        return super().forward({**grids, stage: scaled}, stage)


class Early(JointEncoder):
    """Neither stream has encoded anything: the photo gives raw patches, the text its table of word pieces."""

    name = "early"
    stages = (PATCHES,)
    depths = (EMBEDDING,)
    segments = True

    def __init__(self) -> None:
        super().__init__()
        self.places = PatchPlaces()
