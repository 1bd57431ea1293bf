"""What the template of `table` reads."""

from __future__ import annotations

from dataclasses import dataclass

from app.language.i18n import Translator
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.schemes import scheme
from app.panels.fusion.table.drawing import growth_charts
from app.panels.fusion.table.result import TableResult
from models.fusion.baselines import read_baselines
from models.fusion.photo_size import USUAL_WORDS, measured_sizes, photo_size, places_side
from models.fusion.table import FusionTraining, StrategyRow, measured_on, read_training, times_by_one_ruler
from models.fusion_results import FusionMeasurement
from models.statistics import SeedInterval

COMMANDS = (
    "scripts/train-places DATA WORK",
    "python -m models.training.fusion_places.ship --run WORK/places/run",
    "python -m benchmarks.fusion",
    "python -m benchmarks.pointing_baselines",
)


@dataclass(frozen=True)
class Figure:
    """A mean with its interval, written."""

    text: str
    interval: str


@dataclass(frozen=True)
class TableRow:
    """One strategy."""

    name: str
    scheme: str
    accuracy: Figure
    above: Figure
    recalls: tuple[Figure, ...]
    pointing: Figure | None
    pointing_by: str | None
    parameters: str
    macs: str
    milliseconds: str
    memory: str
    here: tuple[str, str] | None


@dataclass(frozen=True)
class TablePage:
    """What the template reads."""

    rows: tuple[TableRow, ...]
    best: dict[str, str | None]  # None where the leader's interval overlaps with another's
    baselines: dict[str, str]  # pointing at a random cell with its spread, and at the centre, per cent
    words: int  # that were pointed at
    trained: dict[str, str]  # how, as it is written
    times: str  # locale key: what the times count
    queries: int
    gallery: int  # that retrieval ranks
    side: int  # places a side that photos are read into
    seeds: int
    commands: tuple[str, ...]
    machine: str
    charts: tuple[tuple[str, str], ...]  # locale key, SVG
    keys: tuple[tuple[str, str], ...]  # strategy, line number
    started: bool
    threads: int
    measured: int
    total: int


def table_page(result: TableResult, scene: FusionScene) -> TablePage:
    """Rows and charts; measured here where there is something, stored otherwise."""
    t = scene.t
    growth = result.here if len(result.here) == len(measured_sizes()) * len(result.rows) else None
    machine, known = measured_on(), read_baselines()
    return TablePage(
        rows=tuple(_row(row, result.here, scene) for row in result.rows),
        best=_best(result.rows),
        baselines=known.written,
        words=known.words,
        trained=_trained(read_training(), t),
        times="same" if growth or times_by_one_ruler() else "graph",
        queries=result.rows[0].queries,
        gallery=result.rows[0].gallery,
        side=places_side(),
        seeds=result.rows[0].accuracy.seeds,
        commands=COMMANDS,
        machine=t("fusion.table.here") if growth else f"{machine['processor']}, {machine['cores']}",
        charts=growth_charts(result.rows, growth, scene),
        keys=tuple((row.name, str(place)) for place, row in enumerate(result.rows)),
        started=scene.query.start,
        threads=result.rows[0].measured.threads,
        measured=len(result.here),
        total=len(measured_sizes()) * len(result.rows),
    )


def _trained(training: FusionTraining, t: Translator) -> dict[str, str]:
    first = training.first
    return {
        "first_steps": t.grouped(first.steps),
        "first_captions": t.grouped(first.captions),
        "first_rate": f"{first.learning_rate:g}",
        "pixels": str(photo_size()),
        "aligned": t.grouped(training.aligned_steps),
        "steps": " + ".join(t.grouped(each.steps) for each in training.courses),
        "more": t.grouped(sum(each.steps for each in training.courses[1:])),
        "captions": t.grouped(training.captions),
        "placed": t.grouped(training.placed),
        "rate": " / ".join(f"{each.learning_rate:g}" for each in training.courses),
        "seeds": str(training.seeds),
    }


def figure(each: SeedInterval) -> Figure:
    """`91.2` and `90.1 - 92.3`."""
    return Figure(f"{each.mean:.1f}", f"{each.low:.1f} - {each.high:.1f}")


def megabytes(count: int) -> str:
    """Bytes as MB."""
    return f"{count / 1e6:.1f}"


def _row(row: StrategyRow, here: tuple[FusionMeasurement, ...], scene: FusionScene) -> TableRow:
    t = scene.t
    found = next((m for m in here if (m.name, m.places, m.words) == (row.name, places_side(), USUAL_WORDS)), None)
    return TableRow(
        row.name,
        scheme(row.name, t),
        figure(row.accuracy),
        figure(row.above),
        tuple(figure(each) for _, each in row.recalls),
        figure(row.pointing) if row.pointing else None,
        row.pointing_by,
        t.short(row.parameters),
        t.short(row.macs),
        f"{row.measured.milliseconds:.2f}",
        megabytes(row.measured.peak_bytes),
        (f"{found.milliseconds:.2f}", megabytes(found.peak_bytes)) if found else None,
    )


def _best(rows: tuple[StrategyRow, ...]) -> dict[str, str | None]:
    """Which strategy leads in accuracy, recall and pointing, where its interval stands above all others'."""
    return {
        "accuracy": leader({row.name: row.accuracy for row in rows}),
        "recall": leader({row.name: dict(row.recalls)["caption_to_photo_10"] for row in rows}),
        "pointing": leader({row.name: row.pointing for row in rows if row.pointing}),
    }


def leader(found: dict[str, SeedInterval]) -> str | None:
    """The highest mean; None where its interval overlaps with that of another."""
    first = max(found, key=lambda name: found[name].mean)
    others = [each.high for name, each in found.items() if name != first]
    return first if all(found[first].low > high for high in others) else None
