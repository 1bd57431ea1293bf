"""The cache of maps and captions, read for training and measuring."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.fusion.strategy import Grids
from models.fusion.streams import DEPTHS, PATCHES, STAGE_CHANNELS
from models.training.fusion_data import FusionData
from models.training.fusion_places.words import PlacedWord

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class PlacesData(FusionData):
    """As for the lab's first training, at 448 pixels, with the words of each caption that have places."""

    words: list[tuple[PlacedWord, ...]]  # (captions,) with boxes
    shown: list[tuple[PlacedWord, ...]]  # (captions,) with the evidence of the words' model
    listed: NDArray[np.bool_]  # (captions,) lists of things, which nobody wrote of the photo

    def placed(self, caption: int) -> tuple[PlacedWord, ...]:
        """Every word of a caption of which it is known where it is."""
        return (*self.words[caption], *self.shown[caption])

    def mirrored_grids(self, rows: Rows, stages: tuple[str, ...], mirrored: NDArray[np.bool_]) -> Grids:
        """Maps of photos (N, R, C, channels), those of mirrored ones read from right to left."""
        turned, grids = torch.from_numpy(mirrored), self.photo_grids(rows, stages)
        for grid in grids.values():
            grid[turned] = grid[turned].flip(2)
        return grids


def read_places(cache: Path, dtype: torch.dtype = torch.float32) -> PlacesData:
    """Open a cache whose photos and captions are both written; strategies then compute in `dtype`."""
    index = np.load(cache / "index.npz")
    grids = {stage: np.load(cache / f"{stage}.npy", mmap_mode="r") for stage in (*STAGE_CHANNELS, PATCHES)}
    depths = {depth: np.load(cache / f"depth{depth}.npy") for depth in DEPTHS}
    words = pickle.loads((cache / "words.pkl").read_bytes())
    arrays = {name: index[name] for name in index.files}
    shown = read_shown(cache, index["caption_photo"])
    return PlacesData(grids, depths, **arrays, dtype=dtype, words=words, shown=shown)


def read_shown(cache: Path, caption_photo: Rows) -> list[tuple[PlacedWord, ...]]:
    """The evidence of each caption's words, as far as it has been made."""
    path = cache / "evidence.pkl"
    shown = pickle.loads(path.read_bytes()) if path.exists() else {}
    number = np.arange(len(caption_photo)) - np.searchsorted(caption_photo, caption_photo)  # of a photo's captions
    return [shown[photo][i] if photo in shown else () for photo, i in zip(caption_photo, number, strict=True)]


def pooling_of(tokens: tuple[int, ...], length: int) -> Tensor:
    """A row (T,) that averages some tokens."""
    row = torch.zeros(length)
    row[list(tokens)] = 1 / len(tokens)
    return row
