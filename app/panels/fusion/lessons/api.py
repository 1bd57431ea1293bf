"""The lessons over HTTP."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.panels.fusion.lessons.document import LessonsDocument, lessons_document
from app.panels.fusion.lessons.result import find_lessons
from app.panels.fusion.readiness import expect_strategies
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems

router: APIRouter = APIRouter(prefix="/api/v1", tags=["fusion"])


@router.get("/samples/{sample_id}/fusion/lessons", response_model=LessonsDocument, responses=problems(404, 422, 503))
async def read_fusion_lessons(services: ServicesDep, sample_id: str) -> Response:
    """Who notices what, late fusion by sum and by product, and what flattening loses: measured, and on this photo."""
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_strategies(services.fusion)
    return await document_answer(services, lessons_document, await find_lessons(sample, services.engines))
