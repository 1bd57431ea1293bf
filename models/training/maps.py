"""The photo side's cached maps, as the training reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.fusion.cross_attention import CrossAttention, streams_of
from models.fusion.photo_maps import PhotoMaps
from models.training.features import SHAPES, unpack_logits

Photo = tuple[Tensor, Tensor, Tensor]  # keys, values (heads, P, d), class scores (80, P)


@dataclass
class Maps:
    """What the photo side reads of N pictures: at every place, or at those of a phase."""

    streams: Tensor  # (N, R, C, 460)
    pooled: Tensor  # (N, 14, 14, 460)
    coarse: Tensor  # (N, 14, 14, 256), the projected head
    far: Tensor  # (N, 14, 14, 128)
    scores: Tensor  # (N, 784, 80), class scores of every place


def open_maps(cache: Path) -> dict[str, NDArray[np.generic]]:
    """The feature memory maps."""
    return {name: np.load(cache / f"{name}.npy", mmap_mode="r") for name in SHAPES}


def read_maps(maps: dict[str, NDArray[np.generic]], rows: list[int], phase: tuple[int, int] | None = None) -> Maps:
    """The cached maps of some pictures, in float32."""

    def part(name: str) -> Tensor:
        return torch.from_numpy(np.stack([maps[name][row] for row in rows]))

    classes = unpack_logits(part("classes"))
    colour = (part("colour").float() - 128) / 64
    whole = PhotoMaps(part("fine"), torch.empty(0), part("near"), part("middle"), part("far").float(), classes, colour)
    fine = whole if phase is None else sliced(whole, phase)
    corners = [sliced(whole, (row, col)) for row in (0, 1) for col in (0, 1)]
    pooled = PhotoMaps(*(sum(getattr(c, f.name) for c in corners) / 4 for f in fields(PhotoMaps)))
    return Maps(
        streams_of(floats(fine)), streams_of(pooled), part("coarse").float(), whole.far, classes.sigmoid().flatten(1, 2)
    )


def sliced(maps: PhotoMaps, phase: tuple[int, int]) -> PhotoMaps:
    """Every second row and column of the fine maps, in float32."""
    fine, near, middle, classes, colour = (
        x[:, phase[0] :: 2, phase[1] :: 2].float()
        for x in (maps.fine, maps.near, maps.middle, maps.classes, maps.colour)
    )
    return PhotoMaps(fine, maps.head, near, middle, maps.far, classes, colour)


def floats(maps: PhotoMaps) -> PhotoMaps:
    """In float32."""
    return PhotoMaps(*(getattr(maps, field.name).float() for field in fields(PhotoMaps)))


@torch.inference_mode()
def photos_of(model: CrossAttention, maps: dict[str, NDArray[np.generic]], rows: list[int]) -> Iterator[Photo]:
    """Pictures as the words see them, one by one."""
    for row in rows:
        seen = read_maps(maps, [row])
        keys, values = model.photo.places(seen.streams, seen.pooled, seen.coarse, seen.far)
        yield keys[0], values[0], seen.scores[0].T
