"""Pictures and arrays of the layers panel. Their addresses change with what they show."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.engines.lab import Look
from app.panels.layers import pictures
from app.panels.layers.classes import class_map_of
from app.panels.layers.panel import LayersPanel
from app.panels.layers.query import LayersQuery
from app.render.heatmap import heat_png
from app.samples.sample import Sample
from app.services import Services
from app.web.dependencies import services_of

router = APIRouter(include_in_schema=False)
READ = ["GET", "HEAD"]
FOR_A_DAY = "private, max-age=86400"
Draw = Callable[[Look, LayersQuery], bytes]
PNG, NPZ = "image/png", "application/zip"


@router.api_route("/s/{sample_id}/layers/maps.png", methods=READ)
async def maps(request: Request, sample_id: str) -> Response:
    """A page of channels."""
    return await drawn(request, sample_id, pictures.maps_picture)


@router.api_route("/s/{sample_id}/layers/channel.png", methods=READ)
async def channel(request: Request, sample_id: str) -> Response:
    """One channel, to lie over the photo."""
    return await drawn(request, sample_id, pictures.channel_picture)


@router.api_route("/s/{sample_id}/layers/colours.png", methods=READ)
async def colours(request: Request, sample_id: str) -> Response:
    """All channels as colours."""
    return await drawn(request, sample_id, pictures.colours_picture)


@router.api_route("/s/{sample_id}/layers/kernel.png", methods=READ)
async def kernel(request: Request, sample_id: str) -> Response:
    """A learned kernel of the first layer."""
    return await drawn(request, sample_id, pictures.kernel_picture)


@router.api_route("/s/{sample_id}/layers/maps.npz", methods=READ)
async def archive(request: Request, sample_id: str) -> Response:
    """All channels of a stage as an array."""
    return await drawn(request, sample_id, pictures.stage_archive, NPZ)


@router.api_route("/s/{sample_id}/layers/class.png", methods=READ)
async def class_map(request: Request, sample_id: str) -> Response:
    """Where a class is seen, to lie over the photo."""
    services, query, look, sample = await asked(request, sample_id)
    index = -1 if query.class_index is None else query.class_index
    shown = await class_map_of(services.runner, sample, look, index, query)
    png = await services.desk.run(heat_png, shown.heat, 1.0, sample.width, sample.height)
    return Response(png, media_type=PNG, headers={"Cache-Control": FOR_A_DAY} | _file_name(request, query, PNG))


async def asked(request: Request, sample_id: str) -> tuple[Services, LayersQuery, Look, Sample]:
    """What an address asks for: the photo by its backbone, and the state."""
    services = services_of(request)
    sample = await services.desk.run(services.library.get, sample_id)
    query = LayersPanel().read_query(request.query_params, sample)
    return services, query, await services.lab.look(sample, query.net), sample


async def drawn(request: Request, sample_id: str, draw: Draw, kind: str = PNG) -> Response:
    """What `draw` makes of the photo and the state in the address."""
    services, query, look, _ = await asked(request, sample_id)
    content = await services.desk.run(draw, look, query)
    return Response(content, media_type=kind, headers={"Cache-Control": FOR_A_DAY} | _file_name(request, query, kind))


def _file_name(request: Request, query: LayersQuery, kind: str) -> dict[str, str]:
    """A name for what is kept as a file; stages of the packaged networks have plain names, others are spelled so."""
    if "download" not in request.query_params and kind != NPZ:
        return {}
    parts = [query.net, query.stage or "", f"channel{query.channel}" if query.channel is not None else ""]
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else "_" for c in part) for part in parts if part)
    return {"Content-Disposition": f'attachment; filename="fovea-{plain}.{"png" if kind == PNG else "npz"}"'}
