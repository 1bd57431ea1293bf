"""The HTTP API of the CNN lab's stages: networks, channels and classes, the same results as the layers panel."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from app.language.request import translator_of
from app.panels.layers.classes import class_map_of
from app.panels.layers.documents import (
    ArchitectureDocument,
    ChannelDocument,
    ChannelsDocument,
    ClassesDocument,
    ClassMapDocument,
    NetworksDocument,
)
from app.panels.layers.query import LayersQuery
from app.panels.layers.stage_json import architecture_json, channel_json, channels_json, class_map_json, classes_json
from app.web.address import root_of
from app.web.dependencies import ServicesDep
from app.web.json_answers import json_answer
from app.web.openapi import problems
from models.class_activation import check_class
from models.feature_maps import ChannelOrder
from models.lab_results.classes import MapKind
from models.registry import PACKAGED

router = APIRouter(prefix="/api/v1/samples/{sample_id}/layers", tags=["layers"])
PROBLEMS = problems(404, 422, 503)
Net = Annotated[str, Path(description="`efficientnet_lite0` to `2`, `torchvision:NAME` or `timm:NAME`.")]


@router.get("", response_model=NetworksDocument, responses=problems(404))
async def read_networks(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """The networks that the photo can be shown to."""
    await services.desk.run(services.library.get, sample_id)
    here = f"{root_of(request)}/api/v1/samples/{sample_id}/layers"
    backbones = [
        {
            "backbone": name,
            "title": entry.title,
            "prepared": await services.lab.prepared(name),
            "links": {"stages": f"{here}/{name}", "classes": f"{here}/{name}/classes"},
        }
        for name, entry in PACKAGED.items()
    ]
    return JSONResponse({"backbones": backbones})


@router.get("/{net}", response_model=ArchitectureDocument, responses=PROBLEMS)
async def read_architecture(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    times: Annotated[bool, Query(description="Measure every stage on this server.")] = False,
) -> Response:
    """A network as a strip of stages: shapes, parameters, multiply-accumulates, and milliseconds when asked for."""
    await services.desk.run(services.library.get, sample_id)
    plan = (await services.lab.engine(net)).plan
    measured = await services.lab.times(net) if times else None
    return await json_answer(services, architecture_json, plan, measured)


@router.get("/{net}/stages/{stage}", response_model=ChannelsDocument, responses=PROBLEMS)
async def read_stage(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    stage: str,
    order: Annotated[ChannelOrder, Query(description="How channels are ordered.")] = ChannelOrder.ACTIVITY,
) -> Response:
    """All channels of a stage and how active they are on this photo."""
    sample = await services.desk.run(services.library.get, sample_id)
    return await json_answer(services, channels_json, await services.lab.look(sample, net), stage, order)


@router.get("/{net}/stages/{stage}/channels/{channel}", response_model=ChannelDocument, responses=PROBLEMS)
async def read_channel(services: ServicesDep, sample_id: str, net: Net, stage: str, channel: int) -> Response:
    """The value of every cell of one channel, and its strongest places."""
    sample = await services.desk.run(services.library.get, sample_id)
    return await json_answer(services, channel_json, await services.lab.look(sample, net), stage, channel)


@router.get("/{net}/classes", response_model=ClassesDocument, responses=PROBLEMS)
async def read_classes(
    request: Request,
    services: ServicesDep,
    sample_id: str,
    net: Net,
    top: Annotated[int, Query(ge=1, le=1000, description="How many.")] = 5,
) -> Response:
    """The most probable classes; names in the language of `lang` or of Accept-Language."""
    sample = await services.desk.run(services.library.get, sample_id)
    look, language = await services.lab.look(sample, net), translator_of(request).tag
    return await json_answer(services, classes_json, look, top, language, f"{root_of(request)}{request.url.path}")


@router.get("/{net}/classes/{index}", response_model=ClassMapDocument, responses=PROBLEMS)
async def read_class_map(
    request: Request,
    services: ServicesDep,
    sample_id: str,
    net: Net,
    index: int,
    stage: Annotated[str | None, Query(description="Where Grad-CAM is made; else the last one.")] = None,
    kind: Annotated[MapKind | None, Query(description="The exact `cam` where there is one, unless asked for.")] = None,
) -> Response:
    """Where one class is seen."""
    sample = await services.desk.run(services.library.get, sample_id)
    look = await services.lab.look(sample, net)
    check_class(look.photo, index)
    query = LayersQuery(net=net, stage=stage, more=(("kind", kind.value),) if kind else ())
    shown = await class_map_of(services.runner, sample, look, index, query)
    return await json_answer(services, class_map_json, look, shown, translator_of(request).tag)
