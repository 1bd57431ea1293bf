"""The address of the sub-view `field`: a cell's fields as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.layers.endpoints import NET_API, PROBLEMS, TAGS, Cell, Net, Stage, cell_of, read_sample
from app.panels.layers.field.document import FieldDocument, field_document
from app.panels.layers.field.result import find_field
from app.panels.layers.query import LayersQuery
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer

router = APIRouter(prefix=NET_API, tags=[*TAGS])


@router.get("/field", response_model=FieldDocument, responses=PROBLEMS)
async def read_field(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    stage: Stage = None,
    row: Cell = None,
    col: Cell = None,
    channel: Annotated[int | None, Query(ge=0, description="One channel; all of them where it is left out.")] = None,
    energy: Annotated[bool, Query(description="Add the share of every input pixel.")] = False,
) -> Response:
    """Which input pixels a cell can depend on, and which it does depend on."""
    sample = await read_sample(services, sample_id)
    cell_of(row, col)
    query = LayersQuery(net=net, stage=stage, row=row, col=col, channel=channel)
    return await document_answer(services, field_document, await find_field(sample, query, services.engines), energy)
