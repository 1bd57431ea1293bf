"""The address of the sub-view `cost`: a layer's costs as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.layers.cost.document import CostDocument, cost_document
from app.panels.layers.cost.result import layer_costs
from app.panels.layers.endpoints import NET_API, PROBLEMS, TAGS, Net, Stage, read_sample
from app.panels.layers.subview import early_layers
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer

router = APIRouter(prefix=NET_API, tags=[*TAGS])


@router.get("/cost", response_model=CostDocument, responses=PROBLEMS)
async def read_cost(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    stage: Stage = None,
    layer: Annotated[str | None, Query(description="A convolution of the stage, such as `depthwise`.")] = None,
) -> Response:
    """What local connectivity and weight sharing save in one layer."""
    await read_sample(services, sample_id)
    plan = (await services.lab.engine(net)).plan
    return await document_answer(services, cost_document, layer_costs(plan, stage or early_layers(plan), layer))
