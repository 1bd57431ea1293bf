"""Pictures and arrays of one photo at one stage, as bytes."""

from __future__ import annotations

import io

import numpy as np

from app.engines.lab import Look
from app.panels.layers.maps.channel import first_kernel
from app.panels.layers.maps.result import channel_page, one_channel
from app.panels.layers.query import LayersQuery
from app.render.colours import colours_png, kernel_png
from app.render.diverging import map_png
from app.render.mosaic import mosaic_png
from models.feature_maps import channel_colours, check_channel
from models.lab_results.maps import FeatureMaps


def stage_of(look: Look, query: LayersQuery) -> FeatureMaps:
    """The stage that the address names; raises InvalidArgument when there is none."""
    return look.stage(query.stage or "")


def channel_of(features: FeatureMaps, query: LayersQuery) -> int:
    """The channel that the address names; raises InvalidArgument when there is none."""
    channel = -1 if query.channel is None else query.channel
    check_channel(features, channel)
    return channel


def maps_picture(look: Look, query: LayersQuery) -> bytes:
    """A page of the mosaic."""
    features = stage_of(look, query)
    channels = channel_page(features, query.order, query.scale == "shared", query.page)
    return mosaic_png(channels.scaled, features.signed)


def channel_picture(look: Look, query: LayersQuery) -> bytes:
    """One channel, to lie over the photo."""
    features = stage_of(look, query)
    channels = one_channel(features, channel_of(features, query), query.scale == "shared")
    return map_png(channels.scaled[0], features.signed)


def colours_picture(look: Look, query: LayersQuery) -> bytes:
    """All channels as three colours."""
    return colours_png(channel_colours(stage_of(look, query).maps).rgb)


def kernel_picture(look: Look, query: LayersQuery) -> bytes:
    """The kernel of a channel of the first stage."""
    first = look.photo.stages[0]
    kernel = first_kernel(look, first.stage, channel_of(first, query))
    return kernel_png(np.zeros((3, 1, 1), np.float32) if kernel is None else kernel.weights)


def stage_archive(look: Look, query: LayersQuery) -> bytes:
    """A stage as NPZ: `maps` (channels, rows, columns), and what they are of."""
    features, buffer = stage_of(look, query), io.BytesIO()
    np.savez(
        buffer,
        maps=features.maps,
        backbone=look.photo.backbone,
        stage=features.stage,
        reduction=features.reduction,
        signed=features.signed,
        photo=np.array([look.photo.height, look.photo.width]),
    )
    return buffer.getvalue()
