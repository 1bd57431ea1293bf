"""The sub-view `maps`: all channels of a stage as a mosaic, one large over the photo, all of them as colours."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.channel_drawing import draw_channel
from app.panels.layers.channels import ChannelPage, channel_page, one_channel
from app.panels.layers.maps_view import ColoursView, HeldCell, MapsShown
from app.panels.layers.mosaic_drawing import draw_mosaic, draw_scale
from app.panels.layers.numbers import value
from app.panels.layers.query import COLOURS, LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, early_stage
from app.panels.overlay import OverBox, Overlay, OverScale
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.feature_maps import cell_box, channel_colours, check_channel
from models.lab_results.maps import ChannelColours, FeatureMaps
from models.network import NetworkPlan


@dataclass(frozen=True)
class MapsResult:
    """The stage that is shown; `channel` is None where all channels are shown as colours."""

    look: Look
    features: FeatureMaps
    page: ChannelPage
    channel: int | None
    colours: ChannelColours


class MapsView(LayersSubView):
    """Feature maps of one stage."""

    name = "maps"
    template = "panels/layers/_maps.html"

    def stage(self, plan: NetworkPlan) -> str:
        """Where it starts."""
        return early_stage(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> MapsResult:
        """The stage's maps in order; without a channel in the address, the first of the page is shown large."""
        look = await engines.lab.look(sample, query.net)
        features = look.stage(query.stage or "")
        if query.channel is not None:
            check_channel(features, query.channel)
        if query.cell:
            look.plan.check_cell(features.stage, *query.cell)
        key = ("colours", sample.photo_id, query.net, features.stage)
        colours = await engines.runner.run(channel_colours, features.maps, key=key)
        page = await engines.runner.run(channel_page, features, query.order, query.scale == "shared", query.page)
        channel = page.numbers[0] if query.channel is None else query.channel
        return MapsResult(look, features, page, None if query.colours else channel, colours)

    def draw(self, result: MapsResult, scene: LayersScene) -> MapsShown:
        """The mosaic, the channel and the colours."""
        features, channel = result.features, result.channel
        return MapsShown(
            stage=features.stage,
            signed=features.signed,
            mosaic=draw_mosaic(result.page, channel, scene),
            channel=None if channel is None else draw_channel(result.look, features, channel, scene),
            colours=_colours(result, scene),
            cell=_held(result, scene),
        )

    def overlay(self, result: MapsResult, scene: LayersScene) -> Overlay:
        """The channel over the photo, or all of them as colours."""
        features, channel = result.features, result.channel
        rows, cols = features.maps.shape[1:]
        cell = scene.query.cell
        boxes = (OverBox("cell", cell_box(*cell, rows, cols)),) if cell else ()
        common = {
            "strength": scene.query.strength,
            "boxes": boxes,
            "grid": (rows, cols),
            "held": cell,
            "href": scene.cell_href(),
        }
        if channel is None:
            caption = scene.t("layers.maps.over_colours", stage=features.stage)
            return Overlay(caption, scene.picture("colours.png", stage=features.stage), **common)  # type: ignore[arg-type]
        return Overlay(
            caption=scene.t("layers.maps.over_channel", stage=features.stage, channel=channel),
            picture=scene.picture("channel.png", stage=features.stage, channel=channel, scale=scene.query.scale),
            scale=_over_scale(result, channel, scene),
            values=scene.api(f"/stages/{features.stage}/channels/{channel}"),
            **common,  # type: ignore[arg-type]
        )


def _over_scale(result: MapsResult, channel: int, scene: LayersScene) -> OverScale:
    scale = draw_scale(one_channel(result.features, channel, scene.query.scale == "shared"), scene)
    return OverScale(scale.picture, scale.low, scale.high)


def _colours(result: MapsResult, scene: LayersScene) -> ColoursView:
    return ColoursView(
        picture=scene.picture("colours.png", stage=result.features.stage),
        href=scene.href(channel=COLOURS, row=None, col=None),
        explained=result.colours.explained,
        current=result.channel is None,
        grid=(result.features.maps.shape[1], result.features.maps.shape[2]),
    )


def _held(result: MapsResult, scene: LayersScene) -> HeldCell | None:
    if scene.query.cell is None:
        return None
    row, col = scene.query.cell
    maps = result.features.maps
    told = None if result.channel is None else value(float(maps[result.channel, row, col]))
    return HeldCell(row, col, told, cell_box(row, col, *maps.shape[1:]), scene.href(row=None, col=None))
