"""How the field grows from stage to stage, as one curve: the theoretical one, and where most of the energy lies."""

from __future__ import annotations

from app.language.i18n import Translator
from app.panels.layers.field.result import FieldFindings
from app.render.chart import Axis, Line, Mark, line_chart
from models.lab_results.fields import ReceptiveField

_TICKS = (3, 10, 30, 100, 300, 1000)


def growth_chart(findings: FieldFindings, t: Translator) -> str:
    """Sides in input pixels on a logarithmic axis; stages in running order."""
    sizes = [float(each.size or findings.plan.size) for each in findings.stages]
    names = [each.stage for each in findings.stages]
    theory = tuple(enumerate(sizes))
    effective = tuple(
        (float(names.index(mark.theoretical.stage)), effective_side(mark.theoretical, mark.core))
        for mark in findings.landmarks
        if mark.energy.any()
    )
    high = max(*sizes, float(findings.plan.size)) * 1.15
    y = Axis(2, high, tuple((tick, str(tick)) for tick in _TICKS if tick < high), log=True)
    x = Axis(0, max(len(names) - 1, 1), _names(names), t("field.stages_axis"), write=lambda at: names[int(at)])
    lines = [Line("effective", t("field.key_effective"), effective, dots=True)] if effective else []
    lines.append(Line("theoretical", t("field.key_theoretical"), tuple((float(place), size) for place, size in theory)))
    return line_chart(
        lines,
        x,
        y,
        t("field.chart_label", first=round(sizes[0]), last=round(sizes[-1])),
        t,
        [
            Mark(findings.plan.size, t("field.photo_mark", size=findings.plan.size)),
            Mark(names.index(findings.field.stage), "", upright=True),
        ],
    )


def effective_side(theory: ReceptiveField, core: float) -> float:
    """Side of a square as large as the smallest area that holds 90 % of the energy, input pixels."""
    area = (theory.rows[1] - theory.rows[0] + 1) * (theory.cols[1] - theory.cols[0] + 1)
    return float((core * area) ** 0.5)


def _names(names: list[str]) -> tuple[tuple[float, str], ...]:
    """`block7` as 7; where names are long or many, only some."""
    short = [name.removeprefix("block") if name.startswith("block") else name for name in names]
    step = max(1, round(len(short) * max(len(name) for name in short) / 60))
    last = len(short) - 1
    return tuple((float(place), name) for place, name in enumerate(short) if place == last or _shown(place, step, last))


def _shown(place: int, step: int, last: int) -> bool:
    """Every so many, but none that would touch the last one."""
    return place % step == 0 and last - place > step
