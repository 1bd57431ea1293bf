"""The table of paradigms over HTTP."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.encoder.paradigms.document import ParadigmsDocument, paradigms_document
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer

router: APIRouter = APIRouter(prefix="/api/v1", tags=["encoder"])


@router.get("/encoder/paradigms", response_model=ParadigmsDocument)
async def read_paradigms(request: Request, services: ServicesDep) -> Response:
    """What a CNN is trained for: goal, input, output, data, supervision, what is optimised, and what studies found."""
    return await document_answer(services, paradigms_document, translator_of(request))
