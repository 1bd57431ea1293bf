"""JSON of many numbers, made and printed off the event loop."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from app.services import Services


async def json_answer(services: Services, function: Callable[..., dict[str, Any]], *args: Any) -> Response:
    """What `function` makes of its arguments, as an answer."""

    def encode() -> bytes:
        return json.dumps(function(*args), separators=(",", ":"), ensure_ascii=False).encode()

    return Response(await services.desk.run(encode), media_type="application/json")
