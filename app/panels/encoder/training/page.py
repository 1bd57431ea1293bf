"""What the template of `training` reads: choices, the lesson so far, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.choice import Choice
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.training.drawing import lesson_charts, scene_cards, tower_charts
from app.panels.encoder.training.result import TrainingResult
from models.encoder.lesson_results import Examined, Goal, Lesson, Tower
from models.encoder.lesson_table import GoalRow, LessonRow, LessonTable, Spread
from models.encoder.scenes import ASPECTS

COMMAND = "python -m models.encoder.lesson_seeds"


@dataclass(frozen=True)
class ExaminedRow:
    """The encoder at one moment, written."""

    moment: str
    cells: tuple[str, ...]  # shape, colour, place
    answers: tuple[str, ...]
    retrieval: str | None


@dataclass(frozen=True)
class LessonShown:
    """The lesson so far."""

    goal: str
    tower: str
    seed: int
    charts: tuple[tuple[str, str], ...]  # locale key, SVG
    rows: tuple[ExaminedRow, ...]
    changed: tuple[int, int] | None  # of tensors
    stopped: str | None  # how far it had come


@dataclass(frozen=True)
class MeasuredRow:
    """One goal and one way to go on, written."""

    goal: str
    tower: str
    answers: tuple[str, ...]
    retrieval: str | None
    changed: str
    steps: str
    gradient: str


@dataclass(frozen=True)
class MeasuredGoal:
    """One goal after stage 1, written."""

    goal: str
    probes: tuple[str, ...]  # untrained → taught, for shape, colour, place
    steps: str
    gradient: str


@dataclass(frozen=True)
class Measured:
    """Over seeds."""

    seeds: int
    goals: tuple[MeasuredGoal, ...]
    rows: tuple[MeasuredRow, ...]
    claims: tuple[str, ...]
    refused: tuple[str, ...]
    charts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TrainingPage:
    """What the template reads."""

    installed: bool
    scenes: tuple[tuple[str, str], ...]  # picture, caption
    goals: tuple[Choice, ...]
    towers: tuple[Choice, ...]
    aspects: tuple[str, ...]
    chances: tuple[str, ...]
    start: str
    again: str
    lesson: LessonShown | None
    running: bool
    measured: Measured | None
    command: str
    json: str
    stop: str


def training_page(result: TrainingResult, scene: EncoderScene) -> TrainingPage:
    """The whole sub-view."""
    query = scene.query
    return TrainingPage(
        installed=result.installed,
        scenes=scene_cards(),
        goals=tuple(Choice(each, scene.href(goal=each, start=False), each is query.goal) for each in Goal),
        towers=tuple(Choice(each, scene.href(tower=each, start=False), each is query.tower) for each in Tower),
        aspects=tuple(ASPECTS),
        chances=tuple(scene.t.percent(1 / len(options)) for options in ASPECTS.values()),
        start=scene.href(start=True),
        again=scene.href(start=True, seed=query.seed + 1),
        lesson=_shown(result.lesson, result.running, scene) if result.lesson else None,
        running=result.running,
        measured=_measured(result.table, scene) if result.table else None,
        command=COMMAND,
        json=scene.api("training"),
        stop=scene.to("/training/stop"),
    )


def _shown(lesson: Lesson, running: bool, scene: EncoderScene) -> LessonShown:
    last = lesson.examined[-1] if lesson.examined else None
    changed = (last.changed, last.tensors) if last and last.changed is not None and last.tensors else None
    stopped = None if running or lesson.share >= 1 or scene.query.start else scene.t.percent(lesson.share)
    return LessonShown(
        lesson.goal.value,
        lesson.tower.value,
        lesson.seed,
        lesson_charts(lesson, scene.t),
        tuple(_examined(each, scene) for each in lesson.examined),
        changed,
        stopped,
    )


def _examined(found: Examined, scene: EncoderScene) -> ExaminedRow:
    t = scene.t
    return ExaminedRow(
        found.moment.value,
        tuple(t.percent(share) for share in found.probes.values()),
        tuple(t.percent(share) for share in found.answers.values()),
        None if found.retrieval is None else t.percent(found.retrieval),
    )


def _measured(table: LessonTable, scene: EncoderScene) -> Measured:
    return Measured(
        table.seeds,
        tuple(_goal(row, scene) for row in table.goals),
        tuple(_row(row, scene) for row in table.rows),
        table.claims,
        table.refused,
        tower_charts(table, scene.t),
    )


def _goal(row: GoalRow, scene: EncoderScene) -> MeasuredGoal:
    probes = (_percent(scene, row.untrained[name], row.taught[name]) for name in ASPECTS)
    return MeasuredGoal(row.goal.value, tuple(probes), _whole(row.steps), _number(row.gradient))


def _row(row: LessonRow, scene: EncoderScene) -> MeasuredRow:
    retrieval = _percent(scene, *row.retrieval) if row.retrieval else None
    return MeasuredRow(
        row.goal.value,
        row.tower.value,
        tuple(_percent(scene, row.answers[name]) for name in ASPECTS),
        retrieval,
        f"{row.changed} / {row.tensors}",
        _whole(row.steps),
        _number(row.gradient),
    )


def _percent(scene: EncoderScene, *spreads: Spread) -> str:
    """`50 → 93 %`, as this language writes it."""
    return scene.t("number.percent", value=" → ".join(f"{100 * each.mean:.0f}" for each in spreads))


def _whole(spread: Spread) -> str:
    return f"{spread.mean:,.0f}"


def _number(spread: Spread) -> str:
    return f"{spread.mean:.2f}"
