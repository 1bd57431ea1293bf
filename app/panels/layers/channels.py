"""The channels of a stage in the mosaic's order, a page at a time, each on its colour scale."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from models.feature_maps import ChannelOrder, channel_order, scaled, value_scale
from models.lab_results.maps import FeatureMaps, ValueScale
from models.results import FloatArray

PER_PAGE = 64


@dataclass(frozen=True)
class ChannelPage:
    """Some channels of a stage: `numbers` in order, their maps and their scales, all of the same length."""

    numbers: tuple[int, ...]
    features: FeatureMaps  # of these channels only
    scale: ValueScale
    page: int  # from 1
    pages: int
    first: int  # position of the first of them in the whole order, from 0
    total: int

    @property
    def scaled(self) -> FloatArray:
        """(N, rows, cols), places on the colour scale, 0..1."""
        return scaled(self.features, self.scale)


def channel_page(features: FeatureMaps, order: str, shared: bool, page: int, per_page: int = PER_PAGE) -> ChannelPage:
    """One page of the mosaic; a page beyond the last is the last."""
    ordered = channel_order(features.maps, ChannelOrder(order))
    pages = math.ceil(len(ordered) / per_page)
    page = min(max(page, 1), pages)
    first = (page - 1) * per_page
    return _chosen(features, tuple(int(n) for n in ordered[first : first + per_page]), shared, page, pages, first)


def one_channel(features: FeatureMaps, channel: int, shared: bool) -> ChannelPage:
    """A single channel, on the same scale as in the mosaic."""
    return _chosen(features, (channel,), shared, 1, 1, 0)


def _chosen(
    features: FeatureMaps, numbers: tuple[int, ...], shared: bool, page: int, pages: int, first: int
) -> ChannelPage:
    scale, chosen = value_scale(features, shared), list(numbers)
    return ChannelPage(
        numbers,
        replace(features, maps=features.maps[chosen]),
        ValueScale(scale.low[chosen], scale.high[chosen], shared),
        page,
        pages,
        first,
        len(features.maps),
    )
