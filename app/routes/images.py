"""Photos, heat pictures and static files. Their addresses change with what they show, so browsers may keep them."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from app.panels.words.drawing import draw_heat
from app.photos.lighter import small_webp, whole_webp
from app.photos.photo import media_type_of
from app.services import Services
from app.web.address import root_of
from app.web.assets import Assets
from app.web.dependencies import ServicesDep
from models.errors import NotFound
from models.spans import read_whole

router = APIRouter(include_in_schema=False)
READ = ["GET", "HEAD"]
FOR_EVER = "max-age=31536000, immutable"


@router.api_route("/photos/{photo_id}.jpg", methods=READ)
async def photo(photo_id: str, services: ServicesDep) -> Response:
    """A photo, as it is kept; private, so that no proxy keeps what a person deletes.

    Its address ends in .jpg, also where it is a WebP: older links go on working, and browsers read the type.
    """
    kept = await services.desk.run(services.library.photo, photo_id)
    return Response(kept, media_type=media_type_of(kept), headers={"Cache-Control": f"private, {FOR_EVER}"})


@router.api_route("/photos/{photo_id}-small.webp", methods=READ)
async def small_photo(photo_id: str, services: ServicesDep) -> Response:
    """The photo as a link shows it; made each time and kept by the browser."""
    return await _webp(photo_id, small_webp, services)


@router.api_route("/photos/{photo_id}.webp", methods=READ)
async def light_photo(photo_id: str, services: ServicesDep) -> Response:
    """All of a photo, as pages show the examples: what a person sent is shown as it was sent."""
    return await _webp(photo_id, whole_webp, services)


async def _webp(photo_id: str, draw: Callable[[bytes], bytes], services: Services) -> Response:
    kept = await services.desk.run(services.library.photo, photo_id)
    webp = await services.desk.run(draw, kept)
    return Response(webp, media_type="image/webp", headers={"Cache-Control": f"private, {FOR_EVER}"})


@router.api_route("/s/{sample_id}/heat/{index}.png", methods=READ)
async def heat(sample_id: str, index: int, services: ServicesDep) -> Response:
    """The heat of one word of a long sentence; shorter ones have theirs in the page."""
    sample = await services.desk.run(services.library.get, sample_id)
    png = await services.desk.run(draw_heat, await services.attention.attention(sample), index)
    if png is None:
        hint = "Only words that were found have a picture."
        raise NotFound("There is no such picture.", code="no_such_page", hint=hint)
    return Response(png, media_type="image/png", headers={"Cache-Control": f"private, {FOR_EVER}"})


@router.api_route("/s/{sample_id}/preview.png", methods=READ)
async def preview(request: Request, sample_id: str, services: ServicesDep) -> Response:
    """What a link shows in a chat: the photo with the heat of the whole sentence, or the photo alone."""
    sample = await services.desk.run(services.library.get, sample_id)
    read = await services.attention.attention(sample)
    root = root_of(request)
    if read_whole(read).found:
        return RedirectResponse(f"{root}/api/v1/samples/{sample.id}/attention/overlay.png", 302)
    return RedirectResponse(f"{root}/photos/{sample.photo_id}.jpg", 302)


@router.api_route("/favicon.ico", methods=READ)
async def favicon(request: Request) -> Response:
    """For browsers and programs that ask for it without having read the page."""
    return RedirectResponse(root_of(request) + request.app.state.assets.url("icon.ico"), 302)


@router.api_route("/robots.txt", methods=READ)
async def robots() -> Response:
    """Samples are nobody's to find: their address is their key."""
    return Response("User-agent: *\nDisallow: /s/\nDisallow: /photos/\n", media_type="text/plain")


@router.api_route("/static/{address:path}", methods=READ)
async def static(address: str, request: Request) -> Response:
    """A file of static/, under the hash of them all."""
    assets: Assets = request.app.state.assets
    if assets.is_sheet(address):
        return Response(assets.sheet, media_type="text/css", headers={"Cache-Control": f"public, {FOR_EVER}"})
    path = assets.path(address)
    if path is None:
        raise NotFound("There is no such file.", code="no_such_page", hint="Load the page again.")
    return FileResponse(path, headers={"Cache-Control": f"public, {FOR_EVER}"})
