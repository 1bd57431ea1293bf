"""The address of the numbers of `neighbours`."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.panels.layers.endpoints import NET_API, PROBLEMS, TAGS, Net, read_sample
from app.panels.layers.neighbours.document import NeighboursDocument, neighbours_document
from app.panels.layers.neighbours.result import find_neighbours
from app.panels.layers.query import LayersQuery
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer

router = APIRouter(prefix=NET_API, tags=[*TAGS])


@router.get("/neighbours", response_model=NeighboursDocument, responses=PROBLEMS)
async def read_neighbours(services: ServicesDep, sample_id: str, net: Net) -> Response:
    """How alike pixels of the photo are, by their distance, beside the same pixels shuffled."""
    sample = await read_sample(services, sample_id)
    findings = await find_neighbours(sample, LayersQuery(net=net), services.engines)
    return await document_answer(services, neighbours_document, findings)
