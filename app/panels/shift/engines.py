"""Networks for the shift panel, kept with the lab's."""

from __future__ import annotations

from app.engines import Engines
from models.engine.lab.shifts import ShiftEngine

NAME = "shift"


async def shift_engine(engines: Engines, net: str) -> ShiftEngine:
    """The network of this name in all its variants; as long-lived as the lab's own engine."""
    engine = await engines.lab.engine(net)
    found = engine.companions.get(NAME)
    if not isinstance(found, ShiftEngine):
        found = engine.companions[NAME] = ShiftEngine(engine)
    return found
