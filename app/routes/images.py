"""Photos, heat pictures and static files. Their addresses change with what they show, so browsers may keep them."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from app.panels.words.drawing import draw_heat
from app.web.dependencies import ServicesDep
from models.errors import NotFound

router = APIRouter(include_in_schema=False)
READ = ["GET", "HEAD"]
FOR_EVER = "max-age=31536000, immutable"


@router.api_route("/photos/{photo_id}.jpg", methods=READ)
async def photo(photo_id: str, services: ServicesDep) -> Response:
    """A photo; private, so that no proxy keeps what a person deletes."""
    jpeg = await services.desk.run(services.library.photo, photo_id)
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": f"private, {FOR_EVER}"})


@router.api_route("/s/{sample_id}/heat/{index}.png", methods=READ)
async def heat(sample_id: str, index: int, services: ServicesDep) -> Response:
    """The heat of one word of a long sentence; shorter ones have theirs in the page."""
    sample = await services.desk.run(services.library.get, sample_id)
    png = await services.desk.run(draw_heat, await services.attention.attention(sample), index)
    if png is None:
        hint = "Only words that were found have a picture."
        raise NotFound("There is no such picture.", code="no_such_page", hint=hint)
    return Response(png, media_type="image/png", headers={"Cache-Control": f"private, {FOR_EVER}"})


@router.api_route("/static/{address:path}", methods=READ)
async def static(address: str, request: Request) -> Response:
    """A file of static/, under the hash of them all."""
    path = request.app.state.assets.path(address)
    if path is None:
        raise NotFound("There is no such file.", code="no_such_page", hint="Load the page again.")
    return FileResponse(path, headers={"Cache-Control": f"public, {FOR_EVER}"})
