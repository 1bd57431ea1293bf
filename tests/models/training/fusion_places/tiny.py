"""A cache of a few made-up photos and captions, in which one bright cell is the thing that a word names."""

from __future__ import annotations

import numpy as np
import torch

from models.fusion.streams import CHANNELS, DEPTHS, PATCHES, STRIDES, TEXT_WIDTH
from models.training.fusion_places.cache import PlacesData
from models.training.fusion_places.photos import HELD, TRAIN
from models.training.fusion_places.recipe import PlacesRecipe
from models.training.fusion_places.words import PlacedWord

SIDE, TOKENS, WORD = 3, 5, 2  # places at stride 32; tokens of every caption; the one that names the thing
RECIPE = PlacesRecipe(40, 1, 0, 8, 0.0, 0.0, 1, 2.0, 0.003, 0.0, 1, (0,))


def planted(photos: int = 90, seed: int = 0) -> PlacesData:
    """Every sixth photo is held out. All grids of a photo are bright where its thing is, each in its own channels."""
    rng = np.random.default_rng(seed)
    at = rng.integers(0, SIDE * SIDE, photos)
    boxes = [(col / SIDE, row / SIDE, (col + 1) / SIDE, (row + 1) / SIDE) for row, col in (divmod(a, SIDE) for a in at)]
    grids = {name: _grid(rng, at, SIDE * 32 // STRIDES[name], each) for name, each in CHANNELS.items()}
    grids[PATCHES] = (np.clip(grids[PATCHES] / 8 + 0.5, 0, 1) * 255).astype(np.uint8)
    depths = {depth: rng.standard_normal((photos * TOKENS, TEXT_WIDTH)).astype(np.float16) for depth in DEPTHS}
    return PlacesData(
        grids,
        depths,
        photo_rows=np.stack([np.arange(photos)] * 2, 1),
        split=np.array([HELD if photo % 6 == 0 else TRAIN for photo in range(photos)]),
        caption_photo=np.arange(photos),
        first=np.arange(photos + 1) * TOKENS,
        vectors=np.eye(photos, TEXT_WIDTH, dtype=np.float32),
        dtype=torch.float32,
        shown=[()] * photos,
        listed=np.zeros(photos, bool),
        words=[(PlacedWord((WORD,), ("dog",), (box,)),) for box in boxes],
    )


def _grid(rng: np.random.Generator, at: np.ndarray, side: int, channels: int) -> np.ndarray:
    """Noise, and half of the channels bright in the cells that lie in cell `at` of SIDE x SIDE."""
    grid = rng.standard_normal((len(at), side, side, channels)).astype(np.float16)
    finer = side // SIDE
    for photo, (row, col) in enumerate(zip(*np.divmod(at, SIDE), strict=True)):
        grid[photo, row * finer : (row + 1) * finer, col * finer : (col + 1) * finer, : channels // 2] += 2
    return grid
