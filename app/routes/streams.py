"""Server-sent events of long work: how far it is, and its end. One address for all panels."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.requests import Request

from app.language.i18n import Translator
from app.language.request import translator_of
from app.panels import find_panel
from app.web.dependencies import ServicesDep
from app.web.errors import foreseen, view_error
from app.work.gate import ClientGone
from app.work.runner import Runner
from app.work.sweeps import Work
from models.errors import FoveaError

logger = logging.getLogger("fovea")
router = APIRouter(include_in_schema=False)
LONGEST = 900.0  # seconds that one connection is held


async def _asked(
    request: Request, sample_id: str, panel_name: str, services: ServicesDep
) -> AsyncIterator[AsyncIterator[ServerSentEvent]]:
    """The events of what the sub-view needs, let go of when the client has gone; raises NotFound before any."""
    panel = find_panel(panel_name)
    sample = await services.desk.run(services.library.get, sample_id)
    works = panel.works(sample, panel.read_query(request.query_params, sample), services.engines)
    async with aclosing(_events(works, services.runner, translator_of(request))) as events:
        yield events


@router.get("/s/{sample_id}/{panel_name}/stream", response_class=EventSourceResponse)
async def stream(
    events: Annotated[AsyncIterator[ServerSentEvent], Depends(_asked)],
) -> AsyncIterator[ServerSentEvent]:
    """`progress` for every step of what the sub-view needs, then `done`, or `failed` with what to do next.

    Whoever closes the connection stops the work, unless somebody else watches it too.
    """
    end = time.monotonic() + LONGEST
    async for event in events:
        yield event
        if time.monotonic() > end:
            return  # a browser connects again by itself, and the work goes on where it was


async def _events(works: Sequence[Work], runner: Runner, t: Translator) -> AsyncGenerator[ServerSentEvent]:
    try:
        async with aclosing(_progress(works, runner, t)) as steps:
            async for data in steps:
                yield ServerSentEvent(event="progress", data=data)
        yield ServerSentEvent(event="done", data={})
    except ClientGone:
        return  # nobody reads this any more
    except FoveaError as error:
        yield _failed(error, t)
    except Exception as error:
        logger.exception("A work failed")
        yield _failed(error, t)


async def _progress(works: Sequence[Work], runner: Runner, t: Translator) -> AsyncGenerator[dict[str, object]]:
    for place, work in enumerate(works):
        text = t(f"work.{work.name}")
        yield {"text": text, "share": place / len(works)}
        async with aclosing(runner.watch(work)) as results:
            async for grown in results:
                share = (place + grown.done / grown.total) / len(works)
                yield {"text": text, "share": share, "percent": t.percent(share)}


def _failed(error: Exception, t: Translator) -> ServerSentEvent:
    view = view_error(foreseen(error), t)
    return ServerSentEvent(event="failed", data={"text": f"{view.message} {view.hint}"})
