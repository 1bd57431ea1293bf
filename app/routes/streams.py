"""Server-sent events of long work: how far it is, and its end. One address for all panels."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import StreamingResponse

from app.language.i18n import Translator
from app.language.request import translator_of
from app.panels import find_panel
from app.web.dependencies import ServicesDep
from app.web.errors import view_error
from app.work.runner import Runner
from app.work.sweeps import Work
from models.errors import FoveaError

router = APIRouter(include_in_schema=False)
LIVE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/s/{sample_id}/{panel_name}/stream")
async def stream(request: Request, sample_id: str, panel_name: str, services: ServicesDep) -> StreamingResponse:
    """`progress` for every step of what the sub-view needs, then `done`, or `failed` with what to do next.

    Whoever closes the connection cancels the work, unless somebody else watches it too.
    """
    panel = find_panel(panel_name)
    sample = await services.desk.run(services.library.get, sample_id)
    works = panel.works(sample, panel.read_query(request.query_params, sample), services.engines)
    events = _events(works, services.runner, translator_of(request))
    return StreamingResponse(events, media_type="text/event-stream", headers=LIVE)


async def _events(works: Sequence[Work], runner: Runner, t: Translator) -> AsyncIterator[str]:
    try:
        for place, work in enumerate(works):
            text = t(f"work.{work.name}")
            yield _event("progress", {"text": text, "share": place / len(works)})
            async for grown in runner.watch(work):
                share = (place + grown.done / grown.total) / len(works)
                yield _event("progress", {"text": text, "share": share, "percent": t.percent(share)})
        yield _event("done", {})
    except FoveaError as error:
        view = view_error(error, t)
        yield _event("failed", {"text": f"{view.message} {view.hint}"})


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
