"""Addresses of the sub-view `class`: classes and their maps as JSON, and a map as a picture."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.layers.class_maps import find_class_map
from app.panels.layers.classes.document import ClassesDocument, ClassMapDocument, class_map_document, classes_document
from app.panels.layers.endpoints import NET_API, PROBLEMS, TAGS, Net, look_at, read_sample
from app.panels.layers.pictures import PICTURES, READ, picture_answer, read_picture_query
from app.panels.layers.query import LayersQuery
from app.render.heatmap import heat_png
from app.web.address import root_of
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from models.class_activation import check_class
from models.lab_results.classes import MapKind

router = APIRouter(prefix=NET_API, tags=[*TAGS])
pictures = APIRouter(prefix=PICTURES, include_in_schema=False)


@router.get("/classes", response_model=ClassesDocument, responses=PROBLEMS)
async def read_classes(
    request: Request,
    services: ServicesDep,
    sample_id: str,
    net: Net,
    top: Annotated[int, Query(ge=1, le=1000, description="How many.")] = 5,
) -> Response:
    """The most probable classes; names in the language of `lang` or of Accept-Language."""
    look, language = await look_at(services, sample_id, net), translator_of(request).tag
    here = f"{root_of(request)}{request.url.path}"
    return await document_answer(services, classes_document, look, top, language, here)


@router.get("/classes/{index}", response_model=ClassMapDocument, responses=PROBLEMS)
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
    sample = await read_sample(services, sample_id)
    look = await services.lab.look(sample, net)
    check_class(look.photo, index)
    query = LayersQuery(net=net, stage=stage, more=(("kind", kind.value),) if kind else ())
    class_map = await find_class_map(services.runner, sample, look, index, query)
    return await document_answer(services, class_map_document, look, class_map, translator_of(request).tag)


@pictures.api_route("/class.png", methods=READ)
async def read_class_picture(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """Where a class is seen, to lie over the photo."""
    asked = await read_picture_query(request, services, sample_id, own={"kind"})
    sample, query = asked.sample, asked.query
    index = -1 if query.class_index is None else query.class_index
    class_map = await find_class_map(services.runner, sample, asked.look, index, query)
    png = await services.desk.run(heat_png, class_map.heat, 1.0, sample.width, sample.height)
    return picture_answer(request, query, png)
