"""The HTTP API of the shift lab: the numbers of every sub-view, computed where they are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.query import NET
from app.panels.shift.documents import AlikeDocument, MoveDocument, NetworkShiftDocument, PoolingDocument, TurnDocument
from app.panels.shift.numbers import document
from app.panels.shift.panel import ShiftPanel
from app.panels.shift.query import ShiftQuery
from app.services import Services
from app.web.dependencies import ServicesDep
from app.web.json_answers import json_answer
from app.web.openapi import problems
from models.errors import Busy
from models.shift import MAX_SHIFT
from models.shift_results import Axis, MoveMode, Variant

router = APIRouter(prefix="/api/v1/samples/{sample_id}/shift", tags=["shift"])
PROBLEMS = problems(404, 422, 503)
Net = Annotated[str, Query(description="A backbone, such as `efficientnet_lite0` or `small_blur`.")]
Mode = Annotated[MoveMode, Query(description="What comes in at the edge when the photo moves.")]
Along = Annotated[Axis, Query(description="Which way the photo moves.")]
Graph = Annotated[Variant, Query(description="Padding and strides of the network.")]
Pixels = Annotated[int, Query(ge=-MAX_SHIFT, le=MAX_SHIFT, description="Input pixels.")]
Stage = Annotated[str | None, Query(description="A stage of the network; `pixels` pools the photo itself.")]


@router.get("/move", response_model=MoveDocument, responses=PROBLEMS)
async def read_move(
    request: Request, services: ServicesDep, sample_id: str, net: Net = NET, mode: Mode = MoveMode.CIRCULAR,
    axis: Along = Axis.ACROSS, variant: Graph = Variant.TRAINED, stage: Stage = None, dx: Pixels = 8, dy: Pixels = 0,
) -> Response:  # fmt: skip
    """Equivariance: a stage's error at one shift, and every stage's error at every shift."""
    query = ShiftQuery(view="move", net=net, mode=mode, axis=axis, variant=variant, stage=stage, dx=dx, dy=dy)
    return await _answer(request, services, sample_id, query)


@router.get("/network", response_model=NetworkShiftDocument, responses=PROBLEMS)
async def read_network(
    request: Request, services: ServicesDep, sample_id: str, net: Net = NET, mode: Mode = MoveMode.CIRCULAR,
    axis: Along = Axis.ACROSS, variant: Graph = Variant.TRAINED,
    start: Annotated[bool, Query(description="Words and consistency too; takes some seconds.")] = False,
) -> Response:  # fmt: skip
    """Class, feature vector, word maps and consistency under the shift."""
    query = ShiftQuery(view="network", net=net, mode=mode, axis=axis, variant=variant, start=start)
    return await _answer(request, services, sample_id, query)


@router.get("/pooling", response_model=PoolingDocument, responses=PROBLEMS)
async def read_pooling(
    request: Request, services: ServicesDep, sample_id: str, net: Net = NET, stage: Stage = None,
    kernel: Annotated[int, Query(ge=2, le=5)] = 2, stride: Annotated[int, Query(ge=2, le=4)] = 2,
) -> Response:  # fmt: skip
    """Every kind of pooling on one map, moved around its edges by whole cells."""
    query = ShiftQuery(view="pooling", net=net, stage=stage, kernel=kernel, stride=stride)
    return await _answer(request, services, sample_id, query)


@router.get("/alike", response_model=AlikeDocument, responses=PROBLEMS)
async def read_alike(
    request: Request, services: ServicesDep, sample_id: str, mode: Mode = MoveMode.CIRCULAR, axis: Along = Axis.ACROSS
) -> Response:
    """Four small CNNs that differ in their pooling alone: measured on unseen photos, and on this one."""
    return await _answer(request, services, sample_id, ShiftQuery(view="alike", mode=mode, axis=axis))


@router.get("/turn", response_model=TurnDocument, responses=PROBLEMS)
async def read_turn(
    request: Request, services: ServicesDep, sample_id: str, net: Net = NET, variant: Graph = Variant.TRAINED
) -> Response:
    """Rotation and scale, with and without test-time averaging."""
    return await _answer(request, services, sample_id, ShiftQuery(view="turn", net=net, variant=variant))


async def _answer(request: Request, services: Services, sample_id: str, query: ShiftQuery) -> Response:
    sample = await services.desk.run(services.library.get, sample_id)
    result = await ShiftPanel().examine(sample, replace(query, wait=True), services.engines)
    if result.error:
        raise result.error
    if result.found is None:
        hint = "Ask again in some seconds."
        raise Busy("The network is being prepared.", code="warming_up", hint=hint, retry_after=10)
    return await json_answer(services, document, result.found, translator_of(request).tag)
