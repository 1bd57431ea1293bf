"""What the templates of the tour and of the three questions read."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.query import whole_number
from app.panels.scene import Scene
from app.tour.measurement import Measurement, Reading
from app.tour.steps import STEPS, Step
from app.web.errors import ErrorView

NUMBER = "tour"  # of the step, in the address of a page
GUESS = "guess"


@dataclass(frozen=True)
class Guess:
    """One of the answers that are offered before the measurement."""

    name: str
    text: str
    href: str  # the page with the answer
    part: str  # the card alone
    chosen: bool
    right: bool


@dataclass(frozen=True)
class TourStep:
    """One step: the card that stands over the page."""

    number: int  # from 1
    total: int
    name: str
    lights: str
    veiled: bool  # what is lit is blurred
    guesses: tuple[Guess, ...]
    guessed: bool
    hit: bool
    answer: str | None  # what was measured, in a sentence
    error: ErrorView | None
    back: str | None
    next: str | None
    leave: str  # the same page without the tour
    steps: tuple[str, ...]  # addresses of all steps
    index: str  # the page of links


def read_step(given: str | None) -> int | None:
    """The number of a step in an address, brought between the first and the last; None for none."""
    number = whole_number(given)
    return None if number is None else min(max(number, 1), len(STEPS))


def read_guess(step: Step, given: str | None) -> str | None:
    """One of the step's guesses."""
    return given if given in step.guesses else None


def step_href(number: int, scene: Scene, **more: str) -> str:
    """The address of a step: its view, with the tour over it."""
    return STEPS[number - 1].measurement.href(scene.root, scene.sample, tour=number, **more)


def draw_step(
    number: int, guess: str | None, reading: Reading | None, error: ErrorView | None, scene: Scene
) -> TourStep:
    """The card; `reading` is there once somebody guessed."""
    step, t, total = STEPS[number - 1], scene.t, len(STEPS)
    right = reading.right if reading else ""
    key = f"tour.steps.{step.name}"
    return TourStep(
        number=number,
        total=total,
        name=step.name,
        lights=step.lights,
        veiled=step.veiled and guess is None,
        guesses=tuple(_guess(each, guess, right, number, key, scene) for each in step.guesses),
        guessed=guess is not None,
        hit=bool(guess) and guess == right,
        answer=t(f"{key}.answer", **reading.values) if reading else None,
        error=error,
        back=step_href(number - 1, scene) if number > 1 else None,
        next=step_href(number + 1, scene) if number < total else None,
        leave=step.measurement.href(scene.root, scene.sample),
        steps=tuple(step_href(each, scene) for each in range(1, total + 1)),
        index=scene.address("tour"),
    )


def _guess(name: str, chosen: str | None, right: str, number: int, key: str, scene: Scene) -> Guess:
    return Guess(
        name,
        scene.t(f"{key}.guesses.{name}"),
        step_href(number, scene, guess=name),
        f"{scene.address('tour')}/{number}?{GUESS}={name}",
        name == chosen,
        name == right,
    )


@dataclass(frozen=True)
class StepLink:
    """One line of the page of links."""

    number: int
    name: str
    href: str


@dataclass(frozen=True)
class Statement:
    """One statement of a question; without `told` its number is still to be measured."""

    name: str
    href: str
    part: str  # the address of the number alone
    told: str | None
    error: ErrorView | None


def step_links(scene: Scene) -> tuple[StepLink, ...]:
    """Every step."""
    return tuple(StepLink(number, step.name, step_href(number, scene)) for number, step in enumerate(STEPS, start=1))


def draw_statement(
    measurement: Measurement, reading: Reading | None, error: ErrorView | None, scene: Scene
) -> Statement:
    """The number in a sentence, and where it is proved."""
    name, t = measurement.name, scene.t
    return Statement(
        name,
        measurement.href(scene.root, scene.sample),
        f"{scene.address('questions')}/{name}",
        t(f"questions.told.{name}", **reading.values) if reading else None,
        error,
    )
