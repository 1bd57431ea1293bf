"""The panel's own addresses: its networks, and the stages of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.panels.layers.document import (
    ArchitectureDocument,
    NetworksDocument,
    architecture_document,
    network_document,
)
from app.panels.layers.endpoints import API, PROBLEMS, TAGS, Net, read_sample
from app.web.address import root_of
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.registry import LAYERED

router = APIRouter(prefix=API, tags=[*TAGS])


@router.get("", response_model=NetworksDocument, responses=problems(404))
async def read_networks(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """The networks that the photo can be shown to."""
    await read_sample(services, sample_id)
    here = f"{root_of(request)}{API.format(sample_id=sample_id)}"
    backbones = [
        network_document(name, entry.title, await services.lab.prepared(name), here) for name, entry in LAYERED.items()
    ]
    return await document_answer(services, NetworksDocument, backbones=backbones)


@router.get("/{net}", response_model=ArchitectureDocument, responses=PROBLEMS)
async def read_architecture(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    times: Annotated[bool, Query(description="Measure every stage on this server.")] = False,
) -> Response:
    """A network as a strip of stages: shapes, parameters, multiply-accumulates, and milliseconds when asked for."""
    await read_sample(services, sample_id)
    plan = (await services.lab.engine(net)).plan
    measured = await services.lab.times(net) if times else None
    return await document_answer(services, architecture_document, plan, measured)
