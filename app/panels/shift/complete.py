"""All that a sub-view finds, with nothing left to be prepared or done: what JSON and CSV are made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.engines import Engines
from app.panels.panel import PATIENCE, Growth
from app.panels.shift.query import ShiftQuery
from app.samples.sample import Sample
from app.services import Services
from app.work.sweeps import Work
from models.errors import Busy

Found = TypeVar("Found")
Works = Callable[[Sample, ShiftQuery, Engines], tuple[Work, ...]]
Examine = Callable[[Sample, ShiftQuery, Engines, Growth], Awaitable[Found]]


async def complete(
    services: Services, sample_id: str, query: ShiftQuery, works: Works, examine: Examine[Found]
) -> Found:
    """What `examine` makes of all `works`; raises Busy while the network is prepared."""
    sample = await services.desk.run(services.library.get, sample_id)
    plan = await services.lab.plan(query.net, PATIENCE)
    if plan is None:
        hint = "Ask again in some seconds."
        raise Busy("The network is being prepared.", code="warming_up", hint=hint, retry_after=10)
    query.check(plan)
    engines, grown = services.engines, {}
    for work in works(sample, query, engines):
        grown[work.name] = (await services.runner.finish(work)).value
    return await examine(sample, query, engines, grown)
