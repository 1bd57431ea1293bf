"""What belongs to the shift panel beside its page: the moving strip, numbers as CSV."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.shift.engines import shift_engine
from app.panels.shift.move import stage_of
from app.panels.shift.numbers import table
from app.panels.shift.panel import ShiftPanel
from app.panels.shift.query import ShiftQuery
from app.panels.shift.strip import strip_webp
from app.samples.sample import Sample
from app.services import Services
from app.web.dependencies import services_of

router = APIRouter(include_in_schema=False)
FOR_A_DAY = {"Cache-Control": "private, max-age=86400"}


@router.get("/s/{sample_id}/shift/strip.webp")
async def strip(request: Request, sample_id: str) -> Response:
    """The moving photo, its map and the difference; `still=1` for one frame."""
    services, sample, query = await _asked(request, sample_id)
    engine = await shift_engine(services.engines, query.net)
    photo, still = await services.lab.pixels(sample), request.query_params.get("still") == "1"
    stage = stage_of(query, engine.plan)
    work = (engine, query.variant, photo, query.mode, query.axis, stage, query.channel, still)
    key = ("strip", query.net, *work[1:2], *work[3:], sample.photo_id)
    content = await services.runner.run(strip_webp, *work, key=key, long=True)
    return Response(content, media_type="image/webp", headers=FOR_A_DAY)


@router.get("/s/{sample_id}/shift/numbers.csv")
async def numbers(request: Request, sample_id: str) -> Response:
    """The curves of the sub-view as a table; what is missing is done first."""
    services, sample, query = await _asked(request, sample_id)
    result = await ShiftPanel().examine(sample, replace(query, wait=True), services.engines)
    if result.error:
        raise result.error
    text = await services.desk.run(table, result.found, translator_of(request).tag)
    name = f'attachment; filename="fovea-shift-{query.view}.csv"'
    return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


async def _asked(request: Request, sample_id: str) -> tuple[Services, Sample, ShiftQuery]:
    services = services_of(request)
    sample = await services.desk.run(services.library.get, sample_id)
    return services, sample, ShiftPanel().read_query(request.query_params, sample)
