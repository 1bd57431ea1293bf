"""The sub-view `table`: what was measured, how costs grow, and the same costs on this server when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.engines import Engines
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.render.chart import Axis, Line, line_chart
from app.render.scheme import scheme_svg
from app.samples.sample import Sample
from app.work.sweeps import Grown, Steps, Work
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.table import SeedInterval, StrategyRow, measured_on, read_table
from models.fusion_results import FusionMeasurement

SIZES = ((7, 32), (14, 32), (28, 32), (7, 8), (7, 128))
COMMANDS = (
    "python -m models.training.fusion_data",
    "python -m models.training.fusion_lab",
    "python -m models.training.fusion_report",
    "python -m models.training.ship_fusion",
    "python -m benchmarks.fusion",
)


@dataclass(frozen=True)
class TableResult:
    """What was stored, and what was measured here as far as it is."""

    rows: tuple[StrategyRow, ...]
    here: tuple[FusionMeasurement, ...]


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
    best: dict[str, str]
    queries: int
    seeds: int
    commands: tuple[str, ...]
    machine: str
    charts: tuple[tuple[str, str], ...]  # locale key, SVG
    keys: tuple[tuple[str, str], ...]  # strategy, line number
    started: bool
    threads: int
    measured: int
    total: int


class TableView(FusionSubView):
    """Accuracy over seeds, time and memory."""

    name = "table"
    template = "panels/fusion/_table.html"
    needs_models = False

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """Measuring, when it is asked for."""
        source = engines.fusion.source

        async def make() -> Steps:
            await engines.fusion.models()

            def steps() -> Iterator[Grown]:
                found: list[FusionMeasurement] = []
                jobs = [(name, *size) for size in SIZES for name in STRATEGY_SHAPES]
                for job in jobs:
                    found.append(source.measure(*job))
                    yield Grown(tuple(found), len(found), len(jobs))

            return steps

        return (Work("measure", ("fusion measure",), make),) if query.start else ()

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> TableResult:
        """The stored table."""
        return TableResult(await engines.runner.run(read_table), grown.get("measure", ()))

    def draw(self, result: TableResult, scene: FusionScene) -> TablePage:
        """Rows and charts; measured here where there is something, stored otherwise."""
        t = scene.t
        growth = result.here if len(result.here) == len(SIZES) * len(result.rows) else None
        machine = measured_on()
        return TablePage(
            rows=tuple(_row(row, result.here, scene) for row in result.rows),
            best=_best(result.rows),
            queries=result.rows[0].queries,
            seeds=result.rows[0].accuracy.seeds,
            commands=COMMANDS,
            machine=t("fusion.table.here") if growth else f"{machine['processor']}, {machine['cores']}",
            charts=_charts(result.rows, growth, scene),
            keys=tuple((row.name, str(place)) for place, row in enumerate(result.rows)),
            started=scene.query.start,
            threads=result.rows[0].measured.threads,
            measured=len(result.here),
            total=len(SIZES) * len(result.rows),
        )

    def overlay(self, result: TableResult, scene: FusionScene) -> Overlay | None:
        """The photo stays as it is."""


def figure(each: SeedInterval) -> Figure:
    """`91.2` and `90.1 - 92.3`."""
    return Figure(f"{each.mean:.1f}", f"{each.low:.1f} - {each.high:.1f}")


def megabytes(count: int) -> str:
    """Bytes as MB."""
    return f"{count / 1e6:.1f}"


def _row(row: StrategyRow, here: tuple[FusionMeasurement, ...], scene: FusionScene) -> TableRow:
    t = scene.t
    found = next((m for m in here if (m.name, m.places, m.words) == (row.name, 7, 32)), None)
    return TableRow(
        row.name,
        scheme_svg(row.name, t(f"fusion.names.{row.name}")),
        figure(row.accuracy),
        figure(row.above),
        tuple(figure(each) for _, each in row.recalls),
        figure(row.pointing) if row.pointing else None,
        row.pointing_by,
        f"{row.parameters / 1e6:.2f}",
        f"{row.macs / 1e6:.1f}",
        f"{row.measured.milliseconds:.2f}",
        megabytes(row.measured.peak_bytes),
        (f"{found.milliseconds:.2f}", megabytes(found.peak_bytes)) if found else None,
    )


def _best(rows: tuple[StrategyRow, ...]) -> dict[str, str]:
    """Which strategy leads in accuracy, recall and pointing."""
    pointing = [row for row in rows if row.pointing]
    return {
        "accuracy": max(rows, key=lambda row: row.accuracy.mean).name,
        "recall": max(rows, key=lambda row: dict(row.recalls)["caption_to_photo_10"].mean).name,
        "pointing": max(pointing, key=lambda row: row.pointing.mean if row.pointing else 0).name,
    }


def _charts(
    rows: tuple[StrategyRow, ...], here: tuple[FusionMeasurement, ...] | None, scene: FusionScene
) -> tuple[tuple[str, str], ...]:
    measured = here or tuple(each for row in rows for each in row.growth)
    charts = []
    for key, by_places, memory in (
        ("places_time", True, False), ("places_memory", True, True), ("words_time", False, False),
        ("words_memory", False, True),
    ):  # fmt: skip
        charts.append((key, _chart(measured, tuple(row.name for row in rows), key, by_places, memory, scene)))
    return tuple(charts)


def _chart(
    measured: tuple[FusionMeasurement, ...], names: tuple[str, ...], key: str, by_places: bool, memory: bool,
    scene: FusionScene,
) -> str:  # fmt: skip
    t, grows = scene.t, "places" if by_places else "words"
    chosen = [m for m in measured if (m.words == 32 if by_places else m.places == 7)]
    value = {id(m): max(m.peak_bytes / 1e6, 0.1) if memory else max(m.milliseconds, 0.01) for m in chosen}
    across = {id(m): float(m.places**2 if by_places else m.words) for m in chosen}
    lines = [
        Line(f"n{place}", tuple(sorted((across[id(m)], value[id(m)]) for m in chosen if m.name == name)), dots=True)
        for place, name in enumerate(names)
    ]
    ticks = ((49.0, "7 × 7"), (196.0, "14 × 14"), (784.0, "28 × 28")) if by_places else tuple(
        (float(words), str(words)) for words in (8, 32, 128)
    )  # fmt: skip
    x = Axis(
        ticks[0][0],
        ticks[-1][0],
        ticks,
        t(f"fusion.table.axis.{grows}"),
        log=True,
    )
    low, high = min(value.values()), max(value.values())
    marks = tuple((10.0**power, f"{10.0**power:g}") for power in range(-2, 4) if low * 0.5 <= 10.0**power <= high * 2)
    y = Axis(min(low, marks[0][0]) * 0.9, max(high, marks[-1][0]) * 1.1, marks, log=True)
    return line_chart(lines, x, y, t(f"fusion.table.chart.{key}"))
