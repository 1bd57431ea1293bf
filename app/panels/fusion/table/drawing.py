"""How time and memory grow with places and tokens: four charts."""

from __future__ import annotations

from app.panels.fusion.scene import FusionScene
from app.render.chart import Axis, Line, line_chart
from models.fusion.photo_size import PLACES, USUAL_WORDS, WORDS, places_side
from models.fusion.table import StrategyRow
from models.fusion_results import FusionMeasurement


def growth_charts(
    rows: tuple[StrategyRow, ...], here: tuple[FusionMeasurement, ...] | None, scene: FusionScene
) -> tuple[tuple[str, str], ...]:
    """(locale key, SVG) of time and memory, against places and against tokens."""
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
    t, grows, side = scene.t, "places" if by_places else "words", places_side()
    chosen = [m for m in measured if (m.words == USUAL_WORDS if by_places else m.places == side)]
    value = {id(m): max(m.peak_bytes / 1e6, 0.1) if memory else max(m.milliseconds, 0.01) for m in chosen}
    across = {id(m): float(m.places**2 if by_places else m.words) for m in chosen}
    lines = [
        Line(
            f"n{place}",
            t(f"fusion.short.{name}"),
            tuple(sorted((across[id(m)], value[id(m)]) for m in chosen if m.name == name)),
            dots=True,
        )
        for place, name in enumerate(names)
    ]
    places = tuple((float(each**2), f"{each} × {each}") for each in PLACES)
    ticks = places if by_places else tuple((float(words), str(words)) for words in WORDS)
    x = Axis(
        ticks[0][0],
        ticks[-1][0],
        ticks,
        t(f"fusion.table.axis.{grows}"),
        log=True,
        write=lambda at: dict(ticks)[at],
    )
    low, high = min(value.values()), max(value.values())
    marks = tuple((10.0**power, f"{10.0**power:g}") for power in range(-2, 4) if low * 0.5 <= 10.0**power <= high * 2)
    y = Axis(min(low, marks[0][0]) * 0.9, max(high, marks[-1][0]) * 1.1, marks, log=True)
    return line_chart(lines, x, y, t(f"fusion.table.chart.{key}", side=side), t)
