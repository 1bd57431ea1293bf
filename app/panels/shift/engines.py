"""Networks for the shift panel, kept with the lab's."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from app.engines import Engines
from models.engine.shifts import ShiftEngine
from models.engine.stages import StageEngine

_known: WeakKeyDictionary[StageEngine, ShiftEngine] = WeakKeyDictionary()


async def shift_engine(engines: Engines, net: str) -> ShiftEngine:
    """The network of this name in all its variants; as long-lived as the lab's own engine."""
    engine = await engines.lab.engine(net)
    if engine not in _known:
        _known[engine] = ShiftEngine(engine)
    return _known[engine]
