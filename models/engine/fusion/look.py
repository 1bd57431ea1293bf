"""What the frozen CNN makes of a photo for the strategies, at the size that they were trained at. Imports no torch."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import onnxruntime as ort

from models.engine.fusion.files import LOOK, graph_of
from models.engine.lab.stages import lean
from models.engine.session import open_session
from models.fusion.streams import STAGE_CHANNELS
from models.preprocessing import squash
from models.results import FloatArray, Pixels


class PhotoLook:
    """Reads photos at `size` pixels, by a graph that takes any multiple of 32; opened with the first photo."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size

    @cached_property
    def session(self) -> ort.InferenceSession:
        """The graph."""
        return open_session(graph_of(self.folder, LOOK), lean())

    def grids(self, pixels: Pixels) -> dict[str, FloatArray]:
        """Upright RGB pixels (H, W, 3), the whole of them squashed to a square -> STAGE_CHANNELS, (R, C, channels)."""
        found = self.session.run(None, {"pixels": squash(pixels, self.size)[None]})
        return dict(zip(STAGE_CHANNELS, found, strict=True))
