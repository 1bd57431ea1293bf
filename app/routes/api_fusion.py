"""The HTTP API of the fusion lab: matches and attention of every strategy, and the measured table."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.panels.fusion.compare import CompareView
from app.panels.fusion.documents import FusionDocument, FusionTableDocument, StrategyDocument
from app.panels.fusion.numbers import compare_document, strategy_document, table_document
from app.panels.fusion.panel import PATIENCE
from app.panels.fusion.query import FusionQuery
from app.services import Services
from app.web.address import root_of
from app.web.dependencies import ServicesDep
from app.web.json_answers import json_answer
from app.web.openapi import problems
from models.errors import Busy, InvalidArgument
from models.fusion.catalogue_names import STRATEGY_SHAPES

router = APIRouter(prefix="/api/v1", tags=["fusion"])
PROBLEMS = problems(404, 422, 503)


@router.get("/fusion/table", response_model=FusionTableDocument, responses=problems(503))
async def read_fusion_table(services: ServicesDep) -> Response:
    """Accuracy, retrieval, pointing, time and memory of every strategy, as measured."""
    return await json_answer(services, table_document)


@router.get("/samples/{sample_id}/fusion", response_model=FusionDocument, responses=PROBLEMS)
async def read_fusion(
    request: Request,
    services: ServicesDep,
    sample_id: str,
    other: Annotated[str, Query(max_length=2000, description="A sentence to compare with.")] = "",
) -> Response:
    """Every strategy's match with the sentence, with swapped words and with other sentences."""
    sample = await services.desk.run(services.library.get, sample_id)
    await _ready(services)
    result = await CompareView().examine(sample, FusionQuery(other=other.strip()), services.engines, {})
    return await json_answer(services, compare_document, result, f"{root_of(request)}{request.url.path}")


@router.get("/samples/{sample_id}/fusion/strategies/{name}", response_model=StrategyDocument, responses=PROBLEMS)
async def read_strategy(
    services: ServicesDep,
    sample_id: str,
    name: str,
    weights: Annotated[bool, Query(description="Every attention weight too.")] = False,
) -> Response:
    """One strategy: a map per word, and its attention."""
    if name not in STRATEGY_SHAPES:
        raise InvalidArgument(
            f"There is no strategy called {name[:80]!r}.",
            code="no_such_strategy",
            argument="name",
            hint=f"Choose one of: {', '.join(STRATEGY_SHAPES)}.",
            name=name[:80],
            known=", ".join(STRATEGY_SHAPES),
        )
    sample = await services.desk.run(services.library.get, sample_id)
    await _ready(services)
    reading = await services.fusion.read(sample, name, sample.sentence)
    return await json_answer(services, strategy_document, reading, await services.fusion.hear(sample.sentence), weights)


async def _ready(services: Services) -> None:
    if not await services.fusion.prepared() and not await services.fusion.ready(PATIENCE):
        hint = "Ask again in a minute."
        raise Busy("The strategies are being prepared.", code="warming_up", hint=hint, retry_after=30)
