"""What the page of `alike` shows: two tables and two charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.language.i18n import Translator
from app.panels.shift.alike.result import AlikeResult
from app.panels.shift.charts import cosine_axis, points, share_axis, shift_axis
from app.panels.shift.scene import ShiftScene
from app.render.chart import Line, line_chart
from models.class_names import CALTECH_CLASSES, class_name
from models.registry import SMALL
from models.shift_results import ShiftSweep
from models.weights import known

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
class PairedDifference:
    """How far a network lies above max pooling, photo by photo, in points."""

    of: str  # accuracy, consistency_crop, consistency_crop_right, ...
    text: str
    interval: str
    sure: bool  # whether the interval leaves out 0


@dataclass(frozen=True)
class AlikeRow:
    """One network: what was measured on the test split, and what it does on this photo."""

    net: str
    pooling: str
    kind: str  # of its line
    accuracy: Share
    crop: Share
    circular: Share
    crop_right: Share | None  # of photos that are classified right alone
    circular_right: Share | None
    paired: tuple[PairedDifference, ...]  # to max pooling
    parameters: str
    macs: str
    top: str | None
    probability: str | None
    here: Share | None
    kept: str | None


@dataclass(frozen=True)
class Moves:
    """Which moves the consistency on this photo is over."""

    pairs: int
    pixels: int
    size: int


@dataclass(frozen=True)
class AlikePage:
    """What the template reads."""

    rows: tuple[AlikeRow, ...]
    photos: int
    pairs: int
    macs: str
    reach: int  # pixels from the middle along each axis, of what was measured
    size: int
    here: Moves | None
    command: str
    probability: str | None
    cosine: str | None


def draw_alike(result: AlikeResult, scene: ShiftScene) -> AlikePage:
    """The table and two charts."""
    metrics = known("small_max").metrics
    return AlikePage(
        rows=tuple(_row(net, result, scene) for net in SMALL),
        photos=metrics["accuracy"]["photos"],
        pairs=metrics["consistency_crop"]["pairs"],
        macs=_macs(scene),
        reach=metrics["consistency_crop"]["pixels"] // 2,
        size=SMALL["small_max"].preprocessing.size,
        here=_moves(result),
        command=COMMAND,
        probability=_probability(result.sweeps, scene) if result.sweeps else None,
        cosine=_cosine(result.sweeps, scene) if result.sweeps else None,
    )


def _row(net: str, result: AlikeResult, scene: ShiftScene) -> AlikeRow:
    t, metrics = scene.t, known(net).metrics
    sweep = next((each for each in result.sweeps if each.backbone == net), None)
    here = next((each for each in result.consistencies if each.backbone == net), None)
    still = float(sweep.probabilities[int((sweep.shifts == 0).argmax())]) if sweep else 0.0
    return AlikeRow(
        net,
        net.removeprefix("small_"),
        KINDS[net],
        share(metrics["accuracy"], scene),
        share(metrics["consistency_crop"], scene),
        share(metrics["consistency_circular"], scene),
        _right(metrics, "crop", scene),
        _right(metrics, "circular", scene),
        tuple(_paired(name, each, t) for name, each in metrics.get("against_max", {}).items()),
        t.grouped(metrics["parameters"]),
        t.short(metrics["macs"]),
        class_name(sweep.top, CALTECH_CLASSES, t.tag) if sweep else None,
        t.sure(still) if sweep else None,
        share(vars(here.share), scene) if here else None,
        f"{int((sweep.tops == sweep.top).sum())} / {len(sweep.tops)}" if sweep else None,
    )


def _right(metrics: dict[str, Any], mode: str, scene: ShiftScene) -> Share | None:
    found = metrics.get(f"consistency_{mode}_right")
    return share(found, scene) if found else None


def _paired(name: str, each: dict[str, Any], t: Translator) -> PairedDifference:
    value, low, high = (100 * each[part] for part in ("value", "low", "high"))
    return PairedDifference(name, t.signed(value, 1), f"{t.signed(low, 1)} … {t.signed(high, 1)}", low > 0 or high < 0)


def _macs(scene: ShiftScene) -> str:
    """`max 52.2 M`, and every other one that differs from it."""
    counts = {net: known(net).metrics["macs"] for net in SMALL}
    first = next(iter(counts.values()))
    others = {net: count for net, count in counts.items() if count != first}
    kinds = {net: scene.t(f"shift.pooling.kinds.{net.removeprefix('small_')}") for net in others}
    named = (f"{kinds[net]} {scene.t.short(count)}" for net, count in others.items())
    return scene.t("words.comma").join((scene.t.short(first), *named))


def _moves(result: AlikeResult) -> Moves | None:
    found = result.consistencies[0] if result.consistencies else None
    return Moves(found.pairs, found.pixels, found.size) if found else None


def share(metric: dict[str, Any], scene: ShiftScene) -> Share:
    """A measured share as it is written."""
    value, low, high = (100 * metric[name] for name in ("value", "low", "high"))
    return Share(value, low, high, scene.t("number.percent", value=f"{value:.1f}"), f"{low:.1f} - {high:.1f}")


def _probability(sweeps: tuple[ShiftSweep, ...], scene: ShiftScene) -> str:
    t = scene.t
    lines = [Line(KINDS[e.backbone], _pooling(e, t), points(e.shifts, e.probabilities)) for e in sweeps]
    return line_chart(lines, shift_axis(t, scene.query.mode), share_axis(t), t("shift.alike.chart_probability"), t)


def _cosine(sweeps: tuple[ShiftSweep, ...], scene: ShiftScene) -> str:
    t = scene.t
    lines = [Line(KINDS[e.backbone], _pooling(e, t), points(e.shifts, e.cosines)) for e in sweeps]
    y = cosine_axis(t, *(each.cosines for each in sweeps))
    return line_chart(lines, shift_axis(t, scene.query.mode), y, t("shift.alike.chart_cosine"), t)


def _pooling(sweep: ShiftSweep, t: Translator) -> str:
    return t(f"shift.pooling.kinds.{sweep.backbone.removeprefix('small_')}")
