"""What belongs to the shift panel beside its page: the stream of its work, the moving strip, numbers as CSV."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.dependencies import services_of
from app.errors import view_error
from app.language import translator_of
from app.panels.shift.engines import shift_engine
from app.panels.shift.move import stage_of
from app.panels.shift.numbers import table
from app.panels.shift.panel import ShiftPanel
from app.panels.shift.query import ShiftQuery, read_shift_query
from app.panels.shift.strip import strip_webp
from app.panels.shift.subviews import VIEWS, subview_of
from app.samples import Sample
from app.services import Services
from models.errors import FoveaError

router = APIRouter(include_in_schema=False)
FOR_A_DAY = {"Cache-Control": "private, max-age=86400"}
LIVE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/s/{sample_id}/shift/stream")
async def stream(request: Request, sample_id: str) -> Response:
    """Server-sent events: `progress` for every step, then `done`, or `failed` with what to do next.

    Whoever closes the connection cancels the work, unless somebody else watches it too.
    """
    services, sample, query = await _asked(request, sample_id)
    return StreamingResponse(_events(request, services, sample, query), media_type="text/event-stream", headers=LIVE)


async def _events(request: Request, services: Services, sample: Sample, query: ShiftQuery) -> AsyncIterator[str]:
    engines, t = services.engines, translator_of(request)
    try:
        works = subview_of(query.view).works(sample, query, engines)
        for place, work in enumerate(works):
            text = t(f"shift.work.{work.name}")
            yield _event("progress", {"text": text, "share": place / len(works)})
            async for grown in services.lab.watch(work.key, await work.make()):
                share = (place + grown.done / grown.total) / len(works)
                yield _event("progress", {"text": text, "share": share, "percent": t.percent(share)})
        yield _event("done", {})
    except FoveaError as error:
        view = view_error(error, t)
        yield _event("failed", {"text": f"{view.message} {view.hint}"})


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


@router.get("/s/{sample_id}/shift/strip.webp")
async def strip(request: Request, sample_id: str) -> Response:
    """The moving photo, its map and the difference; `still=1` for one frame."""
    services, sample, query = await _asked(request, sample_id)
    engine = await shift_engine(services.engines, query.net)
    photo, still = await services.lab.pixels(sample), request.query_params.get("still") == "1"
    stage = stage_of(query, engine.plan)
    work = (engine, query.variant, photo, query.mode, query.axis, stage, query.channel, still)
    key = ("strip", query.net, *work[1:2], *work[3:], sample.photo_id)
    content = await services.lab.study(key, strip_webp, *work)
    return Response(content, media_type="image/webp", headers=FOR_A_DAY)


@router.get("/s/{sample_id}/shift/numbers.csv")
async def numbers(request: Request, sample_id: str) -> Response:
    """The curves of the sub-view as a table; what is missing is done first."""
    services, sample, query = await _asked(request, sample_id)
    result = await ShiftPanel().run(sample, replace(query, wait=True), services.engines)
    if result.error:
        raise result.error
    text = await services.desk.run(table, result.shown, translator_of(request).tag)
    name = f'attachment; filename="fovea-shift-{query.view}.csv"'
    return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


async def _asked(request: Request, sample_id: str) -> tuple[Services, Sample, ShiftQuery]:
    services = services_of(request)
    sample = await services.desk.run(services.library.get, sample_id)
    return services, sample, read_shift_query(request.query_params, VIEWS)
