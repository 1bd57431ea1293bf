"""The address of the numbers of `alike`."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.shift.alike.document import AlikeDocument, alike_document
from app.panels.shift.alike.result import alike_works, examine_alike
from app.panels.shift.complete import complete
from app.panels.shift.parameters import PREFIX, PROBLEMS, Along, Mode
from app.panels.shift.query import ShiftQuery
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from models.shift_results import Axis, MoveMode

router: APIRouter = APIRouter(tags=["shift"])


@router.get(f"{PREFIX}/alike", response_model=AlikeDocument, responses=PROBLEMS)
async def read_alike(
    request: Request, services: ServicesDep, sample_id: str, mode: Mode = MoveMode.CIRCULAR, axis: Along = Axis.ACROSS
) -> Response:
    """Four small CNNs that differ in their pooling alone: measured on unseen photos, and on this one."""
    query = ShiftQuery(view="alike", mode=mode, axis=axis)
    result = await complete(services, sample_id, query, alike_works, examine_alike)
    return await document_answer(services, alike_document, result, translator_of(request).tag)
