"""The HTTP API of the lab's single questions: what a cell sees, what a layer costs, one convolution, and its checks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.layers.conv_json import conv_json
from app.panels.layers.conv_result import DEFAULT, find_kernel, run_convolution
from app.panels.layers.cost_json import cost_json
from app.panels.layers.cost_result import layer_costs
from app.panels.layers.field import FieldView
from app.panels.layers.field_json import field_json
from app.panels.layers.lab_documents import ConvDocument, CostDocument, FieldDocument, TrustDocument
from app.panels.layers.query import LayersQuery
from app.panels.layers.subview import early_stage
from app.panels.layers.trust import TrustView
from app.panels.layers.trust_json import trust_json
from app.web.dependencies import ServicesDep
from app.web.json_answers import json_answer
from app.web.openapi import problems

router = APIRouter(prefix="/api/v1/samples/{sample_id}/layers/{net}", tags=["layers"])
PROBLEMS = problems(404, 422, 503)
Cell = Annotated[int | None, Query(ge=0, description="Of a cell of the stage; the middle where it is left out.")]
Stage = Annotated[str | None, Query(description="Such as `block4`; an early one where it is left out.")]


@router.get("/field", response_model=FieldDocument, responses=PROBLEMS)
async def read_field(
    services: ServicesDep,
    sample_id: str,
    net: str,
    stage: Stage = None,
    row: Cell = None,
    col: Cell = None,
    channel: Annotated[int | None, Query(ge=0, description="One channel; all of them where it is left out.")] = None,
    energy: Annotated[bool, Query(description="Add the share of every input pixel.")] = False,
) -> Response:
    """Which input pixels a cell can depend on, and which it does depend on."""
    sample = await services.desk.run(services.library.get, sample_id)
    query = LayersQuery(net=net, view="field", stage=stage, row=row, col=col, channel=channel)
    result = await FieldView().examine(sample, query, services.engines, {})
    return await json_answer(services, field_json, result, energy)


@router.get("/cost", response_model=CostDocument, responses=PROBLEMS)
async def read_cost(
    services: ServicesDep,
    sample_id: str,
    net: str,
    stage: Stage = None,
    layer: Annotated[str | None, Query(description="A convolution of the stage, such as `depthwise`.")] = None,
) -> Response:
    """What local connectivity and weight sharing save in one layer."""
    await services.desk.run(services.library.get, sample_id)
    plan = (await services.lab.engine(net)).plan
    return await json_answer(services, cost_json, layer_costs(plan, stage or early_stage(plan), layer))


@router.get("/conv", response_model=ConvDocument, responses=PROBLEMS)
async def read_conv(
    services: ServicesDep,
    sample_id: str,
    net: str,
    kernel: Annotated[
        str, Query(max_length=600, description="A preset, `learned_0` and on, or rows such as `-1,0,1;-2,0,2;-1,0,1`.")
    ] = DEFAULT,
    row: Cell = None,
    col: Cell = None,
    output: Annotated[bool, Query(description="Add the sums of all places.")] = False,
) -> Response:
    """One kernel over the photo, and the sum at one place."""
    sample = await services.desk.run(services.library.get, sample_id)
    look = await services.lab.look(sample, net)
    at = None if row is None or col is None else (row, col)
    found = await services.runner.run(find_kernel, look, kernel)
    return await json_answer(services, conv_json, await services.runner.run(run_convolution, look, found, at), output)


@router.get("/trust", response_model=TrustDocument, responses=PROBLEMS)
async def read_trust(
    services: ServicesDep,
    sample_id: str,
    net: str,
    of: Annotated[
        str | None, Query(description="`word:3` for a word's evidence; a class where it is left out.")
    ] = None,
    class_index: Annotated[
        int | None, Query(alias="class", ge=0, description="Number of a class; the most probable one if left out.")
    ] = None,
    kind: Annotated[str | None, Query(description="`cam` or `grad_cam`.")] = None,
    stage: Annotated[
        str | None, Query(description="Where Grad-CAM is made; the last one where it is left out.")
    ] = None,
) -> Response:
    """Deletion, insertion and random weights; takes some seconds the first time."""
    sample = await services.desk.run(services.library.get, sample_id)
    asked = {"of": of, "kind": kind, "run": "all"}
    more = tuple((name, text) for name, text in asked.items() if text)
    query = LayersQuery(net=net, view="trust", stage=stage, class_index=class_index, more=more)
    return await json_answer(services, trust_json, await TrustView().examine(sample, query, services.engines, {}))
