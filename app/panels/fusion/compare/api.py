"""All strategies over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.panels.fusion.compare.document import FusionDocument, compare_document
from app.panels.fusion.compare.result import compare
from app.panels.fusion.readiness import expect_strategies
from app.web.address import root_of
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems

router: APIRouter = APIRouter(prefix="/api/v1", tags=["fusion"])


@router.get("/samples/{sample_id}/fusion", response_model=FusionDocument, responses=problems(404, 422, 503))
async def read_fusion(
    request: Request,
    services: ServicesDep,
    sample_id: str,
    other: Annotated[str, Query(max_length=2000, description="A sentence to compare with.")] = "",
) -> Response:
    """Every strategy's match with the sentence, with swapped words and with other sentences."""
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_strategies(services.fusion)
    result = await compare(services.fusion, sample, other.strip())
    return await document_answer(services, compare_document, result, f"{root_of(request)}{request.url.path}")
