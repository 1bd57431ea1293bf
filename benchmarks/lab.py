"""The CNN lab's own passes: every stage of a photo as numbers, and a mosaic of its channels."""

from __future__ import annotations

from pathlib import Path

from app.panels.layers.maps.result import channel_page
from app.render.mosaic import mosaic_png
from benchmarks.bare import milliseconds
from benchmarks.material import photos
from models.engine.lab.stages import StageEngine, load_stages
from models.network import PIXELS

NET, WIDEST = "efficientnet_lite0", "block15"  # 320 channels
SIZE = (451, 300)


def engine(cache_dir: Path) -> StageEngine:
    """The network, exported before the clock runs."""
    return load_stages(cache_dir, NET)


def all_stages(lab: StageEngine, runs: int) -> tuple[list[float], list[float]]:
    """From a photo's pixels to every stage as numbers, and the bare run of the same outputs on ready inputs."""
    looked, bare = [], []
    for _, (_, pixels) in zip(range(runs), photos(*SIZE), strict=False):
        inputs = lab.look(pixels).inputs
        looked.append(milliseconds(lambda: lab.look(pixels)))  # noqa: B023
        bare.append(milliseconds(lambda: lab.session.run(None, {PIXELS: inputs})))  # noqa: B023
    return looked, bare


def mosaic(lab: StageEngine, runs: int) -> list[float]:
    """320 channels of one stage, scaled and drawn on one page."""
    _, pixels = next(photos(*SIZE))
    looked = lab.look(pixels)
    features = next(stage for stage in looked.stages if stage.stage == WIDEST)

    def draw() -> bytes:
        page = channel_page(features, "activity", shared=True, page=1, per_page=len(features.maps))
        return mosaic_png(page.scaled, features.signed)

    return [milliseconds(draw) for _ in range(runs)]
