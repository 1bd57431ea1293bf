"""What the template of the sub-view `nets` reads: cards beside each other, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.engines.lab import Look
from app.panels.layers.choice import ClassRow, class_row
from app.panels.layers.nets.result import NetFindings
from app.panels.layers.scene import LayersScene
from app.panels.layers.strip import GAP, WIDTH, title_of
from app.panels.layers.subview import last_stage
from models.class_activation import top_classes
from models.lab_results.classes import MapKind
from models.lab_results.costs import TimingReport
from models.network import NetworkPlan

TOP = 3
SIDE = 0.8  # drawn per cell along a stage's side


@dataclass(frozen=True)
class NetBlock:
    """One stage as a block, on the scale that all networks share."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class NetCard:
    """One network on the photo."""

    name: str
    title: str
    href: str
    size: int  # side of its input, pixels
    stages: int
    parameters: str
    macs: str
    milliseconds: float | None
    blocks: tuple[NetBlock, ...]
    top: tuple[ClassRow, ...]
    picture: str  # its own map of its most probable class


@dataclass(frozen=True)
class NetsPage:
    """The sub-view as a whole."""

    cards: tuple[NetCard, ...]
    missing: tuple[tuple[str, str], ...]  # (title, address that waits for it) of networks that are not prepared yet
    width: float  # of the drawing of blocks
    height: float
    verdicts: tuple[str, ...]  # what the networks say, each once, the first network's first
    measured: bool
    threads: int | None


def draw_nets(nets: Sequence[NetFindings], scene: LayersScene) -> NetsPage:
    """One card for every network that is there, and an address for each that is not."""
    looks = [(net.name, net.look, net.times) for net in nets if net.look is not None]
    widest = max((_width(look.plan) for _, look, _ in looks), default=1.0)
    tallest = max((look.plan.stages[0].shape[1] for _, look, _ in looks), default=1)
    cards = tuple(_card(name, look, times, widest, tallest, scene) for name, look, times in looks)
    times = next((report for _, _, report in looks if report), None)
    return NetsPage(
        cards=cards,
        missing=tuple((title_of(net.name), scene.href(prepare=net.name)) for net in nets if net.look is None),
        width=WIDTH,
        height=SIDE * tallest,
        verdicts=tuple(dict.fromkeys(card.top[0].name for card in cards)),
        measured=times is not None,
        threads=times.threads if times else None,
    )


def _card(
    name: str, look: Look, times: TimingReport | None, widest: float, tallest: int, scene: LayersScene
) -> NetCard:
    plan = look.plan
    best = top_classes(look.photo, TOP, scene.t.tag)
    kind = MapKind.CAM if plan.exact_cam else MapKind.GRAD_CAM
    asked = {"net": name, "stage": last_stage(plan), "class": best[0].index, "kind": kind.value}
    here = {"net": name, "view": "class", "stage": None, "channel": None, "row": None, "col": None, "prepare": None}
    return NetCard(
        name=name,
        title=title_of(name),
        href=scene.href(**{**here, "view": "maps"}),
        size=plan.size,
        stages=len(plan.stages),
        parameters=scene.t.short(plan.parameters),
        macs=scene.t.short(sum(stage.macs for stage in (*plan.stages, plan.classifier))),
        milliseconds=times.total_milliseconds if times else None,
        blocks=_blocks(plan, widest, tallest),
        top=tuple(class_row(score, scene.href(**here, class_index=score.index)) for score in best),
        picture=scene.picture("class.png", **asked),
    )


def _width(plan: NetworkPlan) -> float:
    """Of a network's blocks side by side, before scaling: square roots of the channels."""
    return float(sum(stage.shape[0] ** 0.5 for stage in plan.stages))


def _blocks(plan: NetworkPlan, widest: float, tallest: int) -> tuple[NetBlock, ...]:
    """Height: cells along a side; width: square root of the channels; one scale for all networks."""
    most = 30 * GAP  # room for the gaps of any of the networks
    unit, x, blocks = (WIDTH - most) / widest, 0.0, []
    for stage in plan.stages:
        width, height = unit * stage.shape[0] ** 0.5, SIDE * stage.shape[1]
        blocks.append(NetBlock(x, (SIDE * tallest - height) / 2, width, height))
        x += width + GAP
    return tuple(blocks)
