"""The sequence over HTTP, and one more photo for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.language.request import translator_of
from app.panels.encoder.query import MOST_PHOTOS, EncoderQuery, Way, counted, read_photos
from app.panels.encoder.readiness import expect_encoder
from app.panels.encoder.ribbon.document import RibbonDocument, ribbon_document
from app.panels.encoder.ribbon.result import find_ribbon
from app.panels.encoder.scene import EncoderScene
from app.panels.scene import Scene
from app.web.address import root_of
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.errors import InvalidPhoto

router = APIRouter(prefix="/api/v1", tags=["encoder"])
forms = APIRouter(include_in_schema=False)


@router.get("/samples/{sample_id}/encoder/ribbon", response_model=RibbonDocument, responses=problems(404, 422, 503))
async def read_ribbon(
    services: ServicesDep,
    sample_id: str,
    photos: Annotated[str, Query(description="Up to two more samples, with commas between.")] = "",
    k: Annotated[str, Query(description="Tokens a photo: 1, 4, 16 or 49.", pattern="^(1|4|16|49)$")] = "16",
    way: Annotated[Way, Query(description="Pooled, or by queries of random weights.")] = Way.POOLED,
    gate: Annotated[str, Query(description="0, 0.5, 1 or 2.", pattern="^(0|0.5|1|2)$")] = "0",
    size: Annotated[str, Query(description="Of the photos.", pattern="^(224|320|448|224x672)$")] = "224",
) -> Response:
    """What a multimodal model would receive: photos x k tokens, separators, the sentence's pieces."""
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_encoder(services.encoder)
    query = EncoderQuery(photos=read_photos(photos) or (), count=counted(k) or 16, way=way, gate=gate, size=size)
    result = await find_ribbon(sample, query, services.engines)
    return await document_answer(services, ribbon_document, result, way, query.count, float(gate))


@forms.post("/s/{sample_id}/encoder/ribbon/photo")
async def add_photo(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """Keep a photo of the person's own as a sample with the same sentence, then back with both in the link."""
    async with request.form(max_files=1, max_fields=4) as fields:  # before any gate asks whether the client has gone
        image = fields.get("image")
        content = await image.read() if isinstance(image, UploadFile) else b""
    sample = await services.desk.run(services.library.get, sample_id)
    if not content:
        hint = "Choose a photo first."
        raise InvalidPhoto("There is no photo.", code="no_photo", hint=hint, argument="image")
    made = await services.intake.new_photo(content, sample.sentence)
    query = EncoderQuery.read(request.query_params)
    kept = (*query.photos, made.id)[-(MOST_PHOTOS - 1) :]
    scene = EncoderScene(Scene(sample, translator_of(request), root_of(request)), query)
    return RedirectResponse(scene.href(view="ribbon", photos=kept), 303)
