"""The cache of regions and captions, read for training and measuring as the fusion lab reads its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.fusion.regions.photo import mirrored
from models.fusion.strategy import Grids
from models.fusion.streams import LAST
from models.training.fusion_data import FusionData
from models.training.precision import faster_dtype

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class RegionsData(FusionData):
    """Row 2 i is photo i, row 2 i + 1 its mirror image: the same regions with their places mirrored.

    A mean over a box is the same in the mirror image but for what the networks make of it, which is left out.
    """

    count: NDArray[np.int8]  # (photos,) regions of each
    floor: float  # lowest score of a box that is shown
    learning: bool = False  # as many rows as the photo of most regions needs: less to compute

    def photo_grids(self, rows: Rows, stages: tuple[str, ...]) -> Grids:
        """What siblings read of some rows; places of mirrored ones are mirrored, boxes below the floor are unknown."""
        photos, turned = np.divmod(rows, 2)
        found = {name: np.asarray(self.grids[name][photos], np.float32) for name in ("features", "scores", "places")}
        places = np.where(turned[:, None, None] == 1, mirrored(found["places"]), found["places"])
        known = np.arange(found["scores"].shape[1])[None] < self.count[photos][:, None]
        known[:, 1:] &= found["scores"][:, 1:].max(-1) >= self.floor
        rows_kept = int(known.sum(1).max()) if self.learning else known.shape[1]
        known = known[:, :rows_kept]
        tensors = {
            name: torch.from_numpy(each[:, :rows_kept]).to(self.dtype)
            for name, each in (found | {"places": places}).items()
        }
        return {name: tensors[name] for name in stages if name != "known"} | {"known": torch.from_numpy(known)}


def read_regions(cache: Path, floor: float, learning: bool = False) -> RegionsData:
    """Open a cache that is written; for learning, photos to be measured on may still lack."""
    index = np.load(cache / "index.npz")
    grids = {name: np.load(cache / f"{name}.npy", mmap_mode="r") for name in ("features", "scores", "places")}
    count = np.load(cache / "count.npy")
    missing = (count == 0) & ((index["split"] == "train") | (not learning))
    if missing.any():
        raise ValueError(f"{int(missing.sum())} photos of {cache} have no regions yet")
    arrays = {name: index[name] for name in index.files}
    depths = {LAST: np.load(cache / f"depth{LAST}.npy")}
    return RegionsData(grids, depths, **arrays, dtype=faster_dtype(), count=count, floor=floor, learning=learning)
