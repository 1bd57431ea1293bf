"""What cells say, over HTTP: JSON, and a table."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.encoder.query import WORD
from app.panels.encoder.readiness import expect_encoder
from app.panels.encoder.visual_words.document import VisualWordsDocument, visual_words_csv, visual_words_document
from app.panels.encoder.visual_words.result import find_visual_words
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems

router = APIRouter(prefix="/api/v1", tags=["encoder"])
files = APIRouter(include_in_schema=False)


@router.get(
    "/samples/{sample_id}/encoder/visual_words",
    response_model=VisualWordsDocument,
    responses=problems(404, 422, 503),
)
async def read_visual_words(
    request: Request,
    services: ServicesDep,
    sample_id: str,
    word: Annotated[str, Query(max_length=WORD, description="A word, whose cells are named in `asked`.")] = "",
) -> Response:
    """The nearest words of every cell, the classifier's own, those of an untrained projector and of another photo."""
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_encoder(services.encoder)
    result = await find_visual_words(sample, word.strip(), services.engines)
    return await document_answer(services, visual_words_document, result, translator_of(request).tag)


@files.get("/s/{sample_id}/encoder/visual_words.csv")
async def read_table(services: ServicesDep, sample_id: str) -> Response:
    """A row a cell."""
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_encoder(services.encoder)
    result = await find_visual_words(sample, "", services.engines)
    text = await services.desk.run(visual_words_csv, result)
    headers = {"Content-Disposition": 'attachment; filename="fovea-visual-words.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
