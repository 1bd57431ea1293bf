"""From a step or a statement to its card or sentence: asks for the measurement, and tells what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.engines import Engines
from app.panels.scene import Scene
from app.tour.measurement import Measurement, Reading, measure
from app.tour.page import Statement, TourStep, draw_statement, draw_step, read_guess
from app.tour.steps import STEPS
from app.web.errors import ErrorView, view_error
from models.errors import FoveaError


async def examine_step(number: int, guess: str | None, scene: Scene, engines: Engines) -> TourStep:
    """The card of a step; nothing is measured before somebody guessed."""
    step = STEPS[number - 1]
    guess = read_guess(step, guess)
    reading, error = (None, None) if guess is None else await _measured(step.measurement, scene, engines)
    return draw_step(number, guess, reading, error, scene)


async def examine_statements(
    measurements: Sequence[Measurement], scene: Scene, engines: Engines, every: bool
) -> list[Statement]:
    """Statements, with their numbers where `every` asks for them."""
    if not every:
        return [draw_statement(each, None, None, scene) for each in measurements]
    found = await asyncio.gather(*(_measured(each, scene, engines) for each in measurements))
    return [draw_statement(each, *told, scene) for each, told in zip(measurements, found, strict=True)]


async def _measured(
    measurement: Measurement, scene: Scene, engines: Engines
) -> tuple[Reading | None, ErrorView | None]:
    try:
        return await measure(measurement, scene.sample, engines, scene.t), None
    except FoveaError as error:
        return None, view_error(error, scene.t)
