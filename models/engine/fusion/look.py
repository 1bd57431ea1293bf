"""What the frozen CNN makes of a photo for the strategies, at the size that they were trained at. Imports no torch.

At the CNN's own 224 pixels these are the stages that the lab has exported anyway; for any other size the strategies
have a graph of their own.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime as ort

from models.engine.fusion.files import LOOK, graph_of
from models.engine.lab.stages import StageEngine, lean, load_stages
from models.engine.session import open_session
from models.fusion.photo_size import FIRST, photo_size
from models.fusion.streams import STAGE_CHANNELS
from models.lab_results.maps import StagedPhoto
from models.preprocessing import squash
from models.results import FloatArray, Pixels

BACKBONE = "efficientnet_lite0"


class PhotoLook(Protocol):
    """Reads photos at `size` pixels; `network` is the lab's whose stages it takes, None where it has its own graph."""

    size: int
    network: str | None

    def grids(self, pixels: Pixels) -> dict[str, FloatArray]:
        """Upright RGB pixels (H, W, 3), the whole of them squashed to a square -> STAGE_CHANNELS, (R, C, channels)."""


class StagesLook:
    """By the lab's own graph of the network, exported first where it is missing."""

    size = FIRST
    network: str | None = BACKBONE

    def __init__(self, cache_dir: Path) -> None:
        self.cache_dir = cache_dir

    @cached_property
    def engine(self) -> StageEngine:
        """Opened with the first photo."""
        return load_stages(self.cache_dir, BACKBONE)

    def grids(self, pixels: Pixels) -> dict[str, FloatArray]:
        """As of PhotoLook."""
        return grids_of(self.engine.look(pixels))


def grids_of(staged: StagedPhoto) -> dict[str, FloatArray]:
    """A photo that the lab's network has seen, as of PhotoLook."""
    stages = {each.stage: each.maps for each in staged.stages}
    return {name: np.ascontiguousarray(stages[name].transpose(1, 2, 0)) for name in STAGE_CHANNELS}


class GraphLook:
    """By a graph that takes photos of any multiple of 32 pixels."""

    network: str | None = None

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size

    @cached_property
    def session(self) -> ort.InferenceSession:
        """Opened with the first photo."""
        return open_session(graph_of(self.folder, LOOK), lean())

    def grids(self, pixels: Pixels) -> dict[str, FloatArray]:
        """As of PhotoLook."""
        found = self.session.run(None, {"pixels": squash(pixels, self.size)[None]})
        return dict(zip(STAGE_CHANNELS, found, strict=True))


def look_of(folder: Path, cache_dir: Path) -> PhotoLook:
    """At the size that the shipped weights say; `folder` has their graphs, `cache_dir` all exports."""
    size = photo_size()
    return StagesLook(cache_dir) if size == FIRST else GraphLook(folder, size)
