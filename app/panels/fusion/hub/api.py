"""The HTTP API of a person's own CLIP and BLIP checkpoints."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.engines.hub import HubJob
from app.panels.fusion.hub.document import HubDocument, HubReadingDocument, reading_document, state_document
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.hub_results import Fit

router: APIRouter = APIRouter(prefix="/api/v1", tags=["fusion"])


@router.get("/fusion/hub", response_model=HubDocument, responses=problems(503))
async def read_hub(services: ServicesDep) -> Response:
    """Which checkpoints there are."""
    return await document_answer(services, state_document, await services.hub.state())


@router.get("/samples/{sample_id}/fusion/hub", response_model=HubReadingDocument, responses=problems(404, 422, 503))
async def read_with_hub(
    services: ServicesDep,
    sample_id: str,
    model: Annotated[str, Query(max_length=200, description="`clip:FOLDER`, `blip:FOLDER`, or `clip:OWNER/NAME`.")],
    fit: Annotated[Fit, Query(description="The whole photo, or its middle as CLIP's processor cuts it.")] = Fit.SQUASH,
    weights: Annotated[bool, Query(description="BLIP: every layer's and head's attention too.")] = False,
) -> Response:
    """Match, maps of every word, and BLIP's cross-attention; loads the checkpoint first, which takes seconds."""
    sample = await services.desk.run(services.library.get, sample_id)
    reading = await services.hub.read(sample, HubJob(model, fit, sample.photo_id, sample.sentence))
    return await document_answer(services, reading_document, reading, weights)
