"""What the page of `alike` shows: two tables and two charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.panels.shift.alike.result import AlikeResult
from app.panels.shift.charts import cosine_axis, points, share_axis, shift_axis
from app.panels.shift.scene import ShiftScene
from app.render.chart import Line, line_chart
from models.class_names import CALTECH_CLASSES, class_name
from models.registry import SMALL
from models.shift_results import ShiftSweep
from models.weights import entry

KINDS = {"small_max": "first", "small_average": "second", "small_strided": "third", "small_blur": "fourth"}
COMMAND = "python -m models.training.small_cnns, python -m models.training.ship_small"


@dataclass(frozen=True)
class Share:
    """A share with its interval, written and as numbers."""

    value: float
    low: float
    high: float
    text: str
    interval: str


@dataclass(frozen=True)
class AlikeRow:
    """One network: what was measured on the test split, and what it does on this photo."""

    net: str
    pooling: str
    kind: str  # of its line
    accuracy: Share
    crop: Share
    circular: Share
    parameters: str
    macs: str
    top: str | None
    probability: str | None
    here: Share | None
    kept: str | None


@dataclass(frozen=True)
class AlikePage:
    """What the template reads."""

    rows: tuple[AlikeRow, ...]
    photos: int
    pairs: int
    command: str
    probability: str | None
    cosine: str | None


def draw_alike(result: AlikeResult, scene: ShiftScene) -> AlikePage:
    """The table and two charts."""
    metrics = entry("small_max").metrics
    return AlikePage(
        rows=tuple(_row(net, result, scene) for net in SMALL),
        photos=metrics["accuracy"]["photos"],
        pairs=metrics["consistency_crop"]["pairs"],
        command=COMMAND,
        probability=_probability(result.sweeps, scene) if result.sweeps else None,
        cosine=_cosine(result.sweeps, scene) if result.sweeps else None,
    )


def _row(net: str, result: AlikeResult, scene: ShiftScene) -> AlikeRow:
    t, metrics = scene.t, entry(net).metrics
    sweep = next((each for each in result.sweeps if each.backbone == net), None)
    here = next((each for each in result.consistencies if each.backbone == net), None)
    still = float(sweep.probabilities[int((sweep.shifts == 0).argmax())]) if sweep else 0.0
    return AlikeRow(
        net,
        net.removeprefix("small_"),
        KINDS[net],
        share(metrics["accuracy"]),
        share(metrics["consistency_crop"]),
        share(metrics["consistency_circular"]),
        f"{metrics['parameters']:,}",
        f"{metrics['macs'] / 1e6:.1f} M",
        class_name(sweep.top, CALTECH_CLASSES, t.tag) if sweep else None,
        t.sure(still) if sweep else None,
        share(vars(here.share)) if here else None,
        f"{int((sweep.tops == sweep.top).sum())} / {len(sweep.tops)}" if sweep else None,
    )


def share(metric: dict[str, Any]) -> Share:
    """A measured share as it is written."""
    value, low, high = (100 * metric[name] for name in ("value", "low", "high"))
    return Share(value, low, high, f"{value:.1f} %", f"{low:.1f} - {high:.1f}")


def _probability(sweeps: tuple[ShiftSweep, ...], scene: ShiftScene) -> str:
    lines = [Line(KINDS[each.backbone], points(each.shifts, each.probabilities)) for each in sweeps]
    return line_chart(
        lines, shift_axis(scene.t, scene.query.mode), share_axis(scene.t), scene.t("shift.alike.chart_probability")
    )


def _cosine(sweeps: tuple[ShiftSweep, ...], scene: ShiftScene) -> str:
    t = scene.t
    lines = [Line(KINDS[each.backbone], points(each.shifts, each.cosines)) for each in sweeps]
    y = cosine_axis(t, *(each.cosines for each in sweeps))
    return line_chart(lines, shift_axis(t, scene.query.mode), y, t("shift.alike.chart_cosine"))
