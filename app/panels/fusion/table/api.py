"""The measured table over HTTP."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.panels.fusion.table.document import FusionTableDocument, table_document
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems

router: APIRouter = APIRouter(prefix="/api/v1", tags=["fusion"])


@router.get("/fusion/table", response_model=FusionTableDocument, responses=problems(503))
async def read_fusion_table(services: ServicesDep) -> Response:
    """Accuracy, retrieval, pointing, time and memory of every strategy, as measured."""
    return await document_answer(services, table_document)
