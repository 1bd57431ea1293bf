"""Addresses of the sub-view `maps`: channels as JSON, as pictures and as an array."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.panels.layers.endpoints import NET_API, PROBLEMS, TAGS, Net, look_at, read_sample
from app.panels.layers.maps.depths import find_depths
from app.panels.layers.maps.document import (
    ChannelDocument,
    ChannelsDocument,
    DepthsDocument,
    channel_document,
    channels_document,
    depths_document,
)
from app.panels.layers.maps.pictures import (
    channel_picture,
    colours_picture,
    kernel_picture,
    maps_picture,
    stage_archive,
)
from app.panels.layers.pictures import NPZ, PICTURES, READ, draw_picture
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from models.feature_maps import ChannelOrder

router = APIRouter(prefix=NET_API, tags=[*TAGS])
pictures = APIRouter(prefix=PICTURES, include_in_schema=False)


@router.get("/stages/{stage}", response_model=ChannelsDocument, responses=PROBLEMS)
async def read_stage(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    stage: str,
    order: Annotated[ChannelOrder, Query(description="How channels are ordered.")] = ChannelOrder.ACTIVITY,
) -> Response:
    """All channels of a stage and how active they are on this photo."""
    return await document_answer(services, channels_document, await look_at(services, sample_id, net), stage, order)


@router.get("/stages/{stage}/channels/{channel}", response_model=ChannelDocument, responses=PROBLEMS)
async def read_channel(services: ServicesDep, sample_id: str, net: Net, stage: str, channel: int) -> Response:
    """The value of every cell of one channel, and its strongest places."""
    return await document_answer(services, channel_document, await look_at(services, sample_id, net), stage, channel)


@router.get("/depths", response_model=DepthsDocument, responses=PROBLEMS)
async def read_depths(services: ServicesDep, sample_id: str, net: Net) -> Response:
    """Low, middle, high: stages side by side with their strongest patches and how far these see."""
    sample = await read_sample(services, sample_id)
    look = await services.lab.look(sample, net)
    depths = await services.runner.run(find_depths, look, key=("depths", sample.photo_id, services.lab.key(net)))
    return await document_answer(services, depths_document, look, depths)


@pictures.api_route("/maps.png", methods=READ)
async def read_mosaic(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """A page of channels."""
    return await draw_picture(request, services, sample_id, maps_picture)


@pictures.api_route("/channel.png", methods=READ)
async def read_channel_picture(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """One channel, to lie over the photo."""
    return await draw_picture(request, services, sample_id, channel_picture)


@pictures.api_route("/colours.png", methods=READ)
async def read_colours(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """All channels as colours."""
    return await draw_picture(request, services, sample_id, colours_picture)


@pictures.api_route("/kernel.png", methods=READ)
async def read_kernel(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """A learned kernel of the first layer."""
    return await draw_picture(request, services, sample_id, kernel_picture)


@pictures.api_route("/maps.npz", methods=READ)
async def read_archive(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """All channels of a stage as an array."""
    return await draw_picture(request, services, sample_id, stage_archive, NPZ)
