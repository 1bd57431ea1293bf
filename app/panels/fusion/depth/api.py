"""One strategy over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.fusion.depth.document import StrategyDocument, strategy_document
from app.panels.fusion.readiness import expect_strategies
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.errors import InvalidArgument
from models.fusion.catalogue_names import STRATEGY_SHAPES

router: APIRouter = APIRouter(prefix="/api/v1", tags=["fusion"])
PROBLEMS = problems(404, 422, 503)


@router.get("/samples/{sample_id}/fusion/strategies/{name}", response_model=StrategyDocument, responses=PROBLEMS)
async def read_strategy(
    services: ServicesDep,
    sample_id: str,
    name: str,
    weights: Annotated[bool, Query(description="Every attention weight too.")] = False,
) -> Response:
    """One strategy: a map per word, and its attention."""
    if name not in STRATEGY_SHAPES:
        raise _unknown(name[:80])
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_strategies(services.fusion)
    reading = await services.fusion.read(sample, name, sample.sentence)
    heard = await services.fusion.hear(sample.sentence)
    return await document_answer(services, strategy_document, reading, heard, weights)


def _unknown(name: str) -> InvalidArgument:
    known = ", ".join(STRATEGY_SHAPES)
    return InvalidArgument(
        f"There is no strategy called {name!r}.",
        code="no_such_strategy",
        argument="name",
        hint=f"Choose one of: {known}.",
        name=name,
        known=known,
    )
