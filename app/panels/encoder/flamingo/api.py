"""The gated language model over HTTP: JSON, and a table of looks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.engines.flamingo import Told, gated_job
from app.panels.encoder.flamingo.document import FlamingoDocument, flamingo_csv, flamingo_document
from app.panels.encoder.flamingo.result import FlamingoResult, expect_readable, find_flamingo
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems

router = APIRouter(prefix="/api/v1", tags=["encoder"])
files = APIRouter(include_in_schema=False)

Words = Annotated[Told, Query(description="The sample's own sentence (English), or what the language model writes.")]
Share = Annotated[
    float, Query(alias="open", ge=0, le=1, description="Of what the gates let pass as learnt: 0 shuts them.")
]


@router.get("/samples/{sample_id}/encoder/flamingo", response_model=FlamingoDocument, responses=problems(404, 422, 503))
async def read_flamingo(
    services: ServicesDep, sample_id: str, told: Words = Told.SENTENCE, share: Share = 1.0
) -> Response:
    """Each word with the gates open and shut, and where it was looked for; seconds, minutes the first time of all."""
    return await document_answer(services, flamingo_document, await _found(services, sample_id, told, share))


@files.get("/s/{sample_id}/encoder/flamingo.csv")
async def read_looks(
    services: ServicesDep, sample_id: str, told: Words = Told.SENTENCE, share: Share = 1.0
) -> Response:
    """A row for each word, layer and cell."""
    text = await services.desk.run(flamingo_csv, await _found(services, sample_id, told, share))
    headers = {"Content-Disposition": 'attachment; filename="fovea-gated-layers.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def _found(services: ServicesDep, sample_id: str, told: Told, share: float) -> FlamingoResult:
    sample = await services.desk.run(services.library.get, sample_id)
    expect_readable(sample, told)
    if services.flamingo.installed():
        await services.flamingo.read(sample, gated_job(sample, told, share))
    return await find_flamingo(sample, told, share, services.engines, {})
