"""The architecture as a strip: one block per stage, to scale, above bars of what each stage costs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from app.panels.layers.scene import LayersScene
from models.lab_results.costs import TimingReport
from models.network import NetworkPlan, StagePlan
from models.registry import BUILT_IN

WIDTH = 520.0  # of the drawing; the page scales it
GAP = 3.0
SIDE = 0.42  # drawn per cell along a stage's side
BARS = 26.0  # height of the longest bar


@dataclass(frozen=True)
class StripStage:
    """One stage: its numbers, and where it stands in the drawing."""

    name: str
    channels: int
    rows: int
    cols: int
    reduction: int
    stride: int  # times smaller than the stage before
    parameters: int
    macs: int
    milliseconds: float | None
    href: str
    current: bool
    x: float
    width: float  # the square root of the channels, to scale
    height: float  # cells along a side, to scale
    bars: tuple[float, float, float | None]  # parameters, MACs, milliseconds: heights, each row to its own scale
    macs_text: str  # as people read it
    parameters_text: str


@dataclass(frozen=True)
class StripGroup:
    """Neighbouring stages of one size."""

    x: float
    width: float
    label: str


@dataclass(frozen=True)
class Strip:
    """The whole network."""

    title: str
    stages: tuple[StripStage, ...]
    groups: tuple[StripGroup, ...]
    size: int  # side of the input, pixels
    height: float  # of the highest block
    parameters: int
    macs: int
    milliseconds: float | None
    threads: int | None
    totals: dict[str, str]  # of the whole network, the classifier included, as people read them
    width: float = WIDTH
    bars: float = BARS

    @property
    def current(self) -> StripStage | None:
        """The stage that is shown."""
        return next((stage for stage in self.stages if stage.current), None)

    @property
    def neighbours(self) -> tuple[StripStage | None, StripStage | None]:
        """The stages before and after the one that is shown."""
        at = next((index for index, stage in enumerate(self.stages) if stage.current), None)
        if at is None:
            return None, None
        before = self.stages[at - 1] if at else None
        return before, self.stages[at + 1] if at + 1 < len(self.stages) else None


def draw_strip(plan: NetworkPlan, times: TimingReport | None, scene: LayersScene) -> Strip:
    """The strip of one network, with times where they were measured."""
    spent = {row.stage: row.milliseconds for row in times.stages} if times else {}
    tallest = _Tallest(plan, spent)
    unit = (WIDTH - GAP * (len(plan.stages) - 1)) / sum(stage.shape[0] ** 0.5 for stage in plan.stages)
    stages: list[StripStage] = []
    x, before = 0.0, 1
    for stage in plan.stages:
        width = unit * stage.shape[0] ** 0.5
        stages.append(_stage(stage, before, spent.get(stage.name), tallest, scene, x, width))
        x, before = x + width + GAP, stage.reduction
    macs = sum(stage.macs for stage in (*plan.stages, plan.classifier))
    return Strip(
        title=title_of(plan.backbone),
        stages=tuple(stages),
        groups=_groups(stages),
        size=plan.size,
        height=max(stage.height for stage in stages),
        parameters=plan.parameters,
        macs=macs,
        milliseconds=times.total_milliseconds if times else None,
        threads=times.threads if times else None,
        totals={
            "parameters": scene.t.short(plan.parameters),
            "macs": scene.t.short(macs),
            "milliseconds": f"{times.total_milliseconds:.1f}" if times else "",
        },
    )


def title_of(net: str) -> str:
    """What a backbone is called."""
    return BUILT_IN[net].title if net in BUILT_IN else net


class _Tallest:
    """The largest of each row of bars."""

    def __init__(self, plan: NetworkPlan, spent: dict[str, float]) -> None:
        self.parameters = max(stage.parameters for stage in plan.stages)
        self.macs = max(stage.macs for stage in plan.stages)
        self.spent = max((spent.get(stage.name, 0.0) for stage in plan.stages), default=0.0)

    def bars(self, stage: StagePlan, spent: float | None) -> tuple[float, float, float | None]:
        """Heights of one stage's bars."""
        times = None if spent is None else BARS * spent / (self.spent or 1.0)
        return BARS * stage.parameters / (self.parameters or 1), BARS * stage.macs / (self.macs or 1), times


def _stage(
    stage: StagePlan, before: int, spent: float | None, tallest: _Tallest, scene: LayersScene, x: float, width: float
) -> StripStage:
    channels, rows, cols = stage.shape
    return StripStage(
        name=stage.name,
        channels=channels,
        rows=rows,
        cols=cols,
        reduction=stage.reduction,
        stride=stage.reduction // max(before, 1),
        parameters=stage.parameters,
        macs=stage.macs,
        milliseconds=spent,
        href=scene.href(stage=stage.name, channel=None, row=None, col=None, page=1),
        current=stage.name == scene.query.stage,
        x=x,
        width=width,
        height=SIDE * rows,
        bars=tallest.bars(stage, spent),
        macs_text=scene.t.short(stage.macs),
        parameters_text=scene.t.grouped(stage.parameters),
    )


def _groups(stages: list[StripStage]) -> tuple[StripGroup, ...]:
    groups = []
    for (rows, cols), members in groupby(stages, lambda stage: (stage.rows, stage.cols)):
        same = list(members)
        label = f"{rows}" if rows == cols else f"{rows} × {cols}"
        groups.append(StripGroup(same[0].x, same[-1].x + same[-1].width - same[0].x, label))
    return tuple(groups)
