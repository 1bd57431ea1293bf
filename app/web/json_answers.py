"""JSON of many numbers, made and printed off the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from pydantic import BaseModel
from starlette.responses import Response

from app.services import Services

P = ParamSpec("P")


async def document_answer(
    services: Services, build: Callable[P, BaseModel], *args: P.args, **kwargs: P.kwargs
) -> Response:
    """The document that `build` makes of its arguments, as an answer; fields that it leaves unset are absent."""

    def encode() -> str:
        return build(*args, **kwargs).model_dump_json(exclude_unset=True, by_alias=True)

    return Response(await services.desk.run(encode), media_type="application/json")
