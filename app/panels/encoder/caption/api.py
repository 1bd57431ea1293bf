"""A caption over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.encoder.caption.document import CaptionDocument, caption_document
from app.panels.encoder.caption.result import caption_job, find_caption
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.captioner.results import Given

router = APIRouter(prefix="/api/v1", tags=["encoder"])


@router.get("/samples/{sample_id}/encoder/caption", response_model=CaptionDocument, responses=problems(404, 422, 503))
async def read_caption(
    services: ServicesDep,
    sample_id: str,
    given: Annotated[Given, Query(description="The photo, or a grey one in which there is nothing.")] = Given.PHOTO,
) -> Response:
    """What a small language model makes of the photo, word by word; seconds, and minutes the first time of all."""
    sample = await services.desk.run(services.library.get, sample_id)
    captions, job = services.captions, caption_job(sample, given)
    if captions.source.installed():
        await captions.write(sample, job)
    result = await find_caption(sample, given, services.engines, {})
    return await document_answer(services, caption_document, result)
