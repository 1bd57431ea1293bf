"""The advice over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.fusion.which.document import WhichDocument, which_document
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.fusion.table import read_table
from models.fusion.which import Needs, advise

router: APIRouter = APIRouter(prefix="/api/v1", tags=["fusion"])
Search = Annotated[bool, Query(description="Many photos are searched.")]
Where = Annotated[bool, Query(description="It must be seen where a word looks.")]
Quick = Annotated[bool, Query(description="A pair may take no longer than the middle one of all strategies.")]


@router.get("/fusion/which", response_model=WhichDocument, responses=problems(422, 503))
async def read_which(
    services: ServicesDep, search: Search = False, where: Where = False, quick: Quick = False
) -> Response:
    """Which strategy to take: three questions, answered from the measured table."""
    advice = advise(await services.desk.run(read_table), Needs(search, where, quick))
    return await document_answer(services, which_document, advice)
