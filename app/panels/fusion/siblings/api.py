"""The siblings over HTTP: JSON, and a table."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.fusion.readiness import expect_detector, expect_strategies
from app.panels.fusion.siblings.document import (
    SiblingsDocument,
    SiblingTableDocument,
    sibling_table_document,
    siblings_csv,
    siblings_document,
)
from app.panels.fusion.siblings.result import SiblingsResult, find_siblings
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.fusion.regions.table import read_sibling_table

router: APIRouter = APIRouter(prefix="/api/v1", tags=["fusion"])
files = APIRouter(include_in_schema=False)


@router.get("/samples/{sample_id}/fusion/siblings", response_model=SiblingsDocument, responses=problems(404, 422, 503))
async def read_siblings(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """The photo as regions; what each word looks at and what each region asks for, by three small models."""
    result = await _found(services, sample_id)
    return await document_answer(services, siblings_document, result, translator_of(request).tag)


@router.get("/fusion/siblings", response_model=SiblingTableDocument, responses=problems(503))
async def read_table(services: ServicesDep) -> Response:
    """What the siblings reached on photos that were not trained on."""
    table = await services.desk.run(read_sibling_table)
    return await document_answer(services, sibling_table_document, table)


@files.get("/s/{sample_id}/fusion/siblings.csv")
async def read_rows(services: ServicesDep, sample_id: str) -> Response:
    """A row for each sibling, word and region."""
    text = await services.desk.run(siblings_csv, await _found(services, sample_id))
    headers = {"Content-Disposition": 'attachment; filename="fovea-siblings.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def _found(services: ServicesDep, sample_id: str) -> SiblingsResult:
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_strategies(services.fusion)
    await expect_detector(services.encoder)
    return await find_siblings(services.fusion, services.encoder, sample)
