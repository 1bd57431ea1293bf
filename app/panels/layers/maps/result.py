"""What the sub-view `maps` shows: the channels of a stage in order, a page at a time, each on its colour scale."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.maps.depths import Depth, find_depths
from app.panels.layers.query import LayersQuery
from app.samples.sample import Sample
from models.feature_maps import ChannelOrder, channel_colours, channel_order, check_channel, scaled, value_scale
from models.lab_results.maps import ChannelColours, FeatureMaps, ValueScale
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


@dataclass(frozen=True)
class MapsFindings:
    """The stage that is shown; `channel` is None where all channels are shown as colours."""

    look: Look
    features: FeatureMaps
    channels: ChannelPage
    channel: int | None
    colours: ChannelColours
    depths: tuple[Depth, ...]


async def find_maps(sample: Sample, query: LayersQuery, engines: Engines) -> MapsFindings:
    """The stage's maps in order; without a channel in the address, the first of the page is shown large."""
    look = await engines.lab.look(sample, query.net)
    features = look.stage(query.stage or "")
    if query.channel is not None:
        check_channel(features, query.channel)
    if query.cell:
        look.plan.check_cell(features.stage, *query.cell)
    key = ("colours", sample.photo_id, query.net, features.stage)
    colours = await engines.runner.run(channel_colours, features.maps, key=key)
    depths = await engines.runner.run(find_depths, look, key=("depths", sample.photo_id, engines.lab.key(query.net)))
    channels = await engines.runner.run(channel_page, features, query.order, query.scale == "shared", query.page)
    channel = channels.numbers[0] if query.channel is None else query.channel
    return MapsFindings(look, features, channels, None if query.colours else channel, colours, depths)


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
