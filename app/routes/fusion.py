"""What belongs to the fusion panel beside its page: the stream of its work."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.fusion.query import read_fusion_query
from app.panels.fusion.subviews import VIEWS, subview_of
from app.routes.streams import stream_works
from app.web.dependencies import services_of

router = APIRouter(include_in_schema=False)


@router.get("/s/{sample_id}/fusion/stream")
async def stream(request: Request, sample_id: str) -> Response:
    """What the sub-view needs, done while somebody listens."""
    services = services_of(request)
    sample = await services.desk.run(services.library.get, sample_id)
    query = read_fusion_query(request.query_params, VIEWS)
    works = subview_of(query.view).works(sample, query, services.engines)
    return stream_works(works, services.lab, translator_of(request))
