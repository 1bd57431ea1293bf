"""The address of the sub-view `trust`: the checks of a map as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.layers.endpoints import NET_API, PROBLEMS, TAGS, Net, read_sample
from app.panels.layers.query import LayersQuery
from app.panels.layers.trust.document import TrustDocument, trust_document
from app.panels.layers.trust.result import check_alone, find_trust, settle_class
from app.panels.layers.trust.work import checks_work
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from models.lab_results.classes import MapKind

router = APIRouter(prefix=NET_API, tags=[*TAGS])
Class = Annotated[
    int | None, Query(alias="class", ge=0, description="Number of a class; the most probable one if left out.")
]


@router.get("/trust", response_model=TrustDocument, responses=PROBLEMS)
async def read_trust(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    of: Annotated[
        str | None, Query(description="`word:3` for a word's evidence; a class where it is left out.")
    ] = None,
    class_index: Class = None,
    kind: Annotated[MapKind | None, Query(description="The exact `cam` where there is one, unless asked for.")] = None,
    stage: Annotated[
        str | None, Query(description="Where Grad-CAM is made; the last one where it is left out.")
    ] = None,
) -> Response:
    """Deletion, insertion and random weights; takes some seconds the first time."""
    sample, engines = await read_sample(services, sample_id), services.engines
    more = tuple((name, text) for name, text in (("of", of), ("kind", kind and kind.value)) if text)
    query = LayersQuery(net=net, stage=stage, class_index=class_index, more=more)
    check_alone(query)
    query = settle_class(await engines.lab.look(sample, net), query)
    checks = (await engines.runner.finish(checks_work(sample, query, engines))).value
    return await document_answer(services, trust_document, await find_trust(sample, query, engines, checks))
