"""The sub-view `conv`: one kernel sliding over the photo, live."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.conv_drawing import conv_overlay, draw_convolution
from app.panels.layers.conv_result import DEFAULT, ConvResult, find_kernel, run_convolution
from app.panels.layers.conv_view import ConvPage
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, early_stage
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.errors import InvalidArgument
from models.network import NetworkPlan


@dataclass(frozen=True)
class ConvShown:
    """The result, and the backbone whose first layer lends kernels."""

    look: Look
    result: ConvResult


class ConvView(LayersSubView):
    """One convolution at one place; `kernel` and `at` (row and column of the output) are its own."""

    name = "conv"
    template = "panels/layers/_conv.html"
    own = frozenset({"kernel", "at"})

    def stage(self, plan: NetworkPlan) -> str:
        """Where the strip stands; the kernel is no stage's but the photo's."""
        return early_stage(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> ConvShown:
        """A kernel that cannot be read is told beside one that can."""
        look = await engines.lab.look(sample, query.net)
        text, at = query.get("kernel", DEFAULT), read_place(query.get("at"))
        return ConvShown(
            look,
            await engines.runner.run(convolved, look, text, at, key=("conv", query.net, sample.photo_id, text, at)),
        )

    def draw(self, result: ConvShown, scene: LayersScene) -> ConvPage:
        """The kernel to edit, the output, and the sum."""
        return draw_convolution(result.result, result.look.engine.first_layer, result.look.plan, scene)

    def overlay(self, result: ConvShown, scene: LayersScene) -> Overlay:
        """The pixels the kernel reads, and the patch."""
        return conv_overlay(result.result, scene)


def convolved(look: Look, text: str, at: tuple[int, int] | None) -> ConvResult:
    """The convolution that was asked for; what is wrong with its kernel or place is kept beside the next best."""
    try:
        kernel = find_kernel(look, text)
    except InvalidArgument as error:
        return replace(run_convolution(look, find_kernel(look, DEFAULT), None), wrong=error)
    try:
        return run_convolution(look, kernel, at)
    except InvalidArgument as error:
        return replace(run_convolution(look, kernel, None), wrong=error)


def read_place(text: str) -> tuple[int, int] | None:
    """`12,40` -> (12, 40); None for anything else."""
    row, _, col = text.partition(",")
    numbers = [int(part) for part in (row, col) if part.isascii() and part.isdigit() and len(part) < 6]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None
