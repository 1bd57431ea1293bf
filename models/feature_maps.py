"""Reading a stage's feature maps: which channels are active, on which scale, where, and all of them as colours."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.errors import InvalidArgument
from models.lab_results.maps import Box, ChannelColours, FeatureMaps, Place, ValueScale
from models.results import FloatArray


class ChannelOrder(StrEnum):
    """How the mosaic is ordered."""

    ACTIVITY = "activity"  # mean absolute value, largest first
    CONTRAST = "contrast"  # standard deviation over places, largest first
    NUMBER = "number"


def activity(maps: FloatArray, order: ChannelOrder = ChannelOrder.ACTIVITY) -> FloatArray:
    """How active each channel is: (C, H, W) -> (C,)."""
    if order is ChannelOrder.NUMBER:
        return -np.arange(len(maps), dtype=np.float32)
    measured = np.abs(maps).mean((1, 2)) if order is ChannelOrder.ACTIVITY else maps.std((1, 2))
    return measured.astype(np.float32)


def channel_order(maps: FloatArray, order: ChannelOrder = ChannelOrder.ACTIVITY) -> NDArray[np.intp]:
    """Channel numbers in the mosaic's order: (C, H, W) -> (C,); ties by number."""
    return np.argsort(-activity(maps, order), kind="stable")


def value_scale(features: FeatureMaps, shared: bool) -> ValueScale:
    """From which to which value colours run: zero to the maximum, or symmetric about zero for signed stages.

    A channel that is zero everywhere gets the range 0..1 so that it is drawn as zero.
    """
    maps = features.maps
    high = np.abs(maps).max((1, 2)) if features.signed else maps.max((1, 2)).clip(min=0)
    if shared:
        high = np.full_like(high, high.max())
    high = np.where(high > 0, high, 1).astype(np.float32)
    return ValueScale(-high if features.signed else np.zeros_like(high), high, shared)


def scaled(features: FeatureMaps, scale: ValueScale) -> FloatArray:
    """Values as places on their colour scale: (C, H, W) -> (C, H, W), 0..1; zero lies at 0.5 for signed stages."""
    low, high = scale.low[:, None, None], scale.high[:, None, None]
    return ((features.maps - low) / (high - low)).clip(0, 1).astype(np.float32)


def check_channel(features: FeatureMaps, channel: int) -> None:
    """Raises InvalidArgument unless the stage has the channel."""
    if not 0 <= channel < len(features.maps):
        raise InvalidArgument(
            f"{features.stage} has {len(features.maps)} channels; there is no channel {channel}.",
            code="no_such_channel",
            argument="channel",
            hint=f"Channels go from 0 to {len(features.maps) - 1}.",
            last=len(features.maps) - 1,
        )


def place_at(features: FeatureMaps, channel: int, row: int, col: int) -> Place:
    """The value of one cell and what it covers of the photo; raises InvalidArgument for a cell that does not exist."""
    check_channel(features, channel)
    rows, cols = features.maps.shape[1:]
    if not (0 <= row < rows and 0 <= col < cols):
        raise InvalidArgument(
            f"{features.stage} has {rows} x {cols} cells; there is none at row {row}, column {col}.",
            code="no_such_cell",
            argument="cell",
            hint=f"Rows go from 0 to {rows - 1}, columns from 0 to {cols - 1}.",
            rows=rows,
            cols=cols,
        )
    return Place(row, col, float(features.maps[channel, row, col]), cell_box(row, col, rows, cols))


def cell_box(row: int, col: int, rows: int, cols: int) -> Box:
    """What a cell covers of the photo, as fractions."""
    return col / cols, row / rows, (col + 1) / cols, (row + 1) / rows


def strongest_places(features: FeatureMaps, channel: int, count: int = 5) -> tuple[Place, ...]:
    """The strongest local maxima of one channel, by absolute value where signs matter; fewer when there are fewer.

    A cell counts when no neighbour among its eight is stronger; of equal neighbours the first in reading order counts.
    """
    check_channel(features, channel)
    strength = np.abs(features.maps[channel]) if features.signed else features.maps[channel]
    order = np.argsort(-strength, axis=None, kind="stable")
    taken = np.zeros((strength.shape[0] + 2, strength.shape[1] + 2), bool)
    found: list[Place] = []
    for row, col in zip(*np.unravel_index(order, strength.shape), strict=True):
        if len(found) == count or strength[row, col] <= 0:
            break
        if not taken[row : row + 3, col : col + 3].any():
            found.append(place_at(features, channel, int(row), int(col)))
        taken[row + 1, col + 1] = True
    return tuple(found)


def channel_colours(maps: FloatArray) -> ChannelColours:
    """The first three principal components over places as red, green and blue: (C, H, W) -> (H, W, 3).

    Each component runs over its own range; its sign is set so that its largest loading is positive. A constant stage,
    and components that do not exist, are mid-grey.
    """
    channels, rows, cols = maps.shape
    values = maps.reshape(channels, -1).T.astype(np.float64)
    centred = values - values.mean(0)
    components, explained = principal_components(centred)
    rgb = np.full((rows * cols, 3), 0.5)
    for index, loading in enumerate(components):
        scores = centred @ loading
        span = np.ptp(scores)
        if span > 1e-9 * max(1.0, np.abs(values).max()):
            rgb[:, index] = (scores - scores.min()) / span
    return ChannelColours(rgb.reshape(rows, cols, 3).astype(np.float32), explained)


def principal_components(centred: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[float, float, float]]:
    """Centred values (places, C) -> up to three unit loadings (<= 3, C) and the share of variance of each."""
    _, stretches, loadings = np.linalg.svd(compact(centred), full_matrices=False)
    loadings = loadings[:3]
    signs = np.sign(loadings[np.arange(len(loadings)), np.abs(loadings).argmax(1)])
    total = float((centred**2).sum())
    shares = [float(stretch**2 / total) if total > 0 else 0.0 for stretch in stretches[:3]] + [0.0] * 3
    return loadings * signs[:, None], (shares[0], shares[1], shares[2])


def compact(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """At most C rows with the same principal components: the triangular factor of (places, C)."""
    return np.asarray(np.linalg.qr(centred, mode="r")) if len(centred) > centred.shape[1] else centred
