"""What the template of `which` reads: three questions with their answers, and the advice with its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.schemes import scheme
from models.fusion.baselines import PointingBaselines
from models.fusion.table import StrategyRow
from models.fusion.which import Advice, Needs

QUESTIONS = ("search", "where", "quick")


@dataclass(frozen=True)
class Question:
    """One question with its two answers."""

    name: str
    yes: bool
    yes_href: str
    no_href: str


@dataclass(frozen=True)
class Taken:
    """A strategy that is recommended, with the numbers that speak for it."""

    name: str
    scheme: str
    href: str
    accuracy: str
    pointing: str | None
    milliseconds: str
    megabytes: str


@dataclass(frozen=True)
class WhichPage:
    """What the template reads."""

    questions: tuple[Question, ...]
    first: Taken
    then: Taken | None
    why: str  # by what it was compared
    alike: tuple[tuple[str, str, str], ...]  # strategy, address, its number
    ruled_out: tuple[tuple[str, tuple[str, ...]], ...]  # reason, strategies
    limit: str
    baselines: dict[str, str]  # pointing without looking, per cent: random, spread, centre


def needs_of(query: FusionQuery) -> Needs:
    """The answers in the address; no is the default."""
    return Needs(**{name: query.get(name) == "1" for name in QUESTIONS})


def which_page(advice: Advice, baselines: PointingBaselines, scene: FusionScene) -> WhichPage:
    """Questions and advice."""
    t, needs = scene.t, needs_of(scene.query)
    return WhichPage(
        questions=tuple(
            Question(name, getattr(needs, name), scene.href(**{name: "1"}), scene.href(**{name: None}))
            for name in QUESTIONS
        ),
        first=_taken(advice.first, scene),
        then=_taken(advice.then, scene) if advice.then else None,
        why=advice.by,
        alike=tuple((row.name, _href(row.name, scene), written(row, advice.by)) for row in advice.alike),
        ruled_out=tuple(
            (reason, names)
            for reason in QUESTIONS
            if (names := tuple(name for name, why in advice.ruled_out if why == reason))
        ),
        limit=t.number(advice.limit, 2),
        baselines=baselines.written,
    )


def written(row: StrategyRow, by: str) -> str:
    """`90.0 % (89.1 - 90.9)`."""
    each = row.pointing if by == "pointing" and row.pointing else row.accuracy
    return f"{each.mean:.1f} % ({each.low:.1f} - {each.high:.1f})"


def _taken(row: StrategyRow, scene: FusionScene) -> Taken:
    t, spent = scene.t, row.measured
    return Taken(
        row.name,
        scheme(row.name, t),
        _href(row.name, scene),
        written(row, "accuracy"),
        written(row, "pointing") if row.pointing else None,
        t.number(spent.milliseconds, 2),
        t.number(spent.peak_bytes / 1e6, 1),
    )


def _href(name: str, scene: FusionScene) -> str:
    return scene.href(view="compare", name=name, **dict.fromkeys(QUESTIONS))
