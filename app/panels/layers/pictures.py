"""Pictures and arrays of a photo by its backbone: what they are asked for and how they are sent."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app.engines.lab import Look
from app.panels.layers.endpoints import read_sample
from app.panels.layers.query import LayersQuery
from app.samples.sample import Sample
from app.services import Services

PICTURES = "/s/{sample_id}/layers"
READ = ["GET", "HEAD"]
FOR_A_DAY = {"Cache-Control": "private, max-age=86400"}  # their addresses change with what they show
PNG, NPZ = "image/png", "application/zip"
Draw = Callable[[Look, LayersQuery], bytes]


@dataclass(frozen=True)
class PictureQuery:
    """What the address of a picture asks for."""

    sample: Sample
    look: Look
    query: LayersQuery


async def read_picture_query(
    request: Request, services: Services, sample_id: str, own: Collection[str] = ()
) -> PictureQuery:
    """The photo by its backbone, and the state; `own` names the sub-view's own parameters."""
    sample = await read_sample(services, sample_id)
    query = LayersQuery.read(request.query_params, own)
    return PictureQuery(sample, await services.lab.look(sample, query.net), query)


async def draw_picture(
    request: Request, services: Services, sample_id: str, draw: Draw, media_type: str = PNG
) -> Response:
    """What `draw` makes of the photo and the state in the address."""
    asked = await read_picture_query(request, services, sample_id)
    content = await services.desk.run(draw, asked.look, asked.query)
    return picture_answer(request, asked.query, content, media_type)


def picture_answer(request: Request, query: LayersQuery, content: bytes, media_type: str = PNG) -> Response:
    """Kept by the browser for a day; an array, or what is asked for with `download`, becomes a file."""
    headers = FOR_A_DAY
    if "download" in request.query_params or media_type == NPZ:
        headers = headers | {"Content-Disposition": f'attachment; filename="{_file_name(query, media_type)}"'}
    return Response(content, media_type=media_type, headers=headers)


def _file_name(query: LayersQuery, media_type: str) -> str:
    """Stages of the packaged networks have plain names, others are spelled so."""
    parts = [query.net, query.stage or "", f"channel{query.channel}" if query.channel is not None else ""]
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else "_" for c in part) for part in parts if part)
    return f"fovea-{plain}.{'png' if media_type == PNG else 'npz'}"
