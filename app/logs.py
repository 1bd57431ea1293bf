"""The log: one line a record, as text or as JSON, with the id of the request that it is about.

No sentence, no photo and no sample's address stands in it. What nobody foresaw is told by its kind and its place in
the code: its words may quote what somebody wrote.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime

from models.errors import FoveaError

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def configure(form: str) -> None:
    """All of the process logs this way, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


class TextLines(logging.Formatter):
    """For people."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, request, message; a traceback below."""
        line = f"{_time(record)} {record.levelname} {request_id.get()} {record.getMessage()}"
        ms = getattr(record, "told", {}).get("ms")
        return "\n".join([line if ms is None else f"{line} {ms} ms", *_raised(record)])


class JsonLines(logging.Formatter):
    """For programs."""

    def format(self, record: logging.LogRecord) -> str:
        """One object a line."""
        told = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id.get(),
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        raised = list(_raised(record))
        return json.dumps(told | ({"raised": raised} if raised else {}), ensure_ascii=False)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _raised(record: logging.LogRecord) -> Iterator[str]:
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
        said = f": {error.code}: {error.message}" if isinstance(error, FoveaError) else ""
        yield f"{type(error).__module__}.{type(error).__qualname__}{said}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
