"""The address of the numbers of `pooling`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.query import NET
from app.panels.shift.complete import complete
from app.panels.shift.parameters import PREFIX, PROBLEMS, Net, Stage
from app.panels.shift.pooling.document import PoolingDocument, pooling_document
from app.panels.shift.pooling.result import examine_pooling, pooling_works
from app.panels.shift.query import ShiftQuery
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer

router: APIRouter = APIRouter(tags=["shift"])
Kernel = Annotated[int, Query(ge=2, le=5)]
Stride = Annotated[int, Query(ge=2, le=4)]


@router.get(f"{PREFIX}/pooling", response_model=PoolingDocument, responses=PROBLEMS)
async def read_pooling(
    services: ServicesDep, sample_id: str, net: Net = NET, stage: Stage = None, kernel: Kernel = 2, stride: Stride = 2
) -> Response:
    """Every kind of pooling on one map, moved around its edges by whole cells."""
    query = ShiftQuery(view="pooling", net=net, stage=stage, kernel=kernel, stride=stride)
    result = await complete(services, sample_id, query, pooling_works, examine_pooling)
    return await document_answer(services, pooling_document, result)
