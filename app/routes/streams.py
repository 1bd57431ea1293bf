"""Server-sent events of long work: how far it is, and its end."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence

from starlette.responses import StreamingResponse

from app.engines.lab import LabService
from app.language.i18n import Translator
from app.panels.working import Work
from app.web.errors import view_error
from models.errors import FoveaError

LIVE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def stream_works(works: Sequence[Work], lab: LabService, t: Translator) -> StreamingResponse:
    """`progress` for every step, then `done`, or `failed` with what to do next.

    Whoever closes the connection cancels the work, unless somebody else watches it too.
    """
    return StreamingResponse(_events(works, lab, t), media_type="text/event-stream", headers=LIVE)


async def _events(works: Sequence[Work], lab: LabService, t: Translator) -> AsyncIterator[str]:
    try:
        for place, work in enumerate(works):
            text = t(f"work.{work.name}")
            yield _event("progress", {"text": text, "share": place / len(works)})
            async for grown in lab.watch(work.key, await work.make()):
                share = (place + grown.done / grown.total) / len(works)
                yield _event("progress", {"text": text, "share": share, "percent": t.percent(share)})
        yield _event("done", {})
    except FoveaError as error:
        view = view_error(error, t)
        yield _event("failed", {"text": f"{view.message} {view.hint}"})


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
