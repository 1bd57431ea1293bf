"""What the sub-view `class` shows: one class of a photo, and its map."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.class_maps import class_of, find_class_map
from app.panels.layers.query import LayersQuery
from app.samples.sample import Sample
from models.class_activation import check_class
from models.lab_results.classes import ClassMap


@dataclass(frozen=True)
class ClassFindings:
    """One class of a photo, and its map."""

    look: Look
    class_index: int
    map: ClassMap


async def find_class(sample: Sample, query: LayersQuery, engines: Engines) -> ClassFindings:
    """The map of the class in the address, or of the most probable one; raises InvalidArgument."""
    look = await engines.lab.look(sample, query.net)
    index = class_of(look, query)
    check_class(look.photo, index)
    if query.cell:
        look.plan.check_cell(query.stage or "", *query.cell)
    return ClassFindings(look, index, await find_class_map(engines.runner, sample, look, index, query))
