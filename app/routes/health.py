"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.language.request import translator_of
from app.web.dependencies import ServicesDep
from app.web.errors import view_error

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """`ok` from /healthz; `ready`, `warming` or `broken` from /readyz."""

    status: Literal["ok", "ready", "warming", "broken"]
    detail: str | None = None


@router.get("/healthz")
@router.head("/healthz", include_in_schema=False)
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", response_model=Health, responses={503: {"model": Health, "description": "Not ready."}})
@router.head("/readyz", include_in_schema=False)
async def readyz(request: Request, services: ServicesDep) -> Response:
    """The models are warm: 200 only then."""
    warmup = services.warmup
    if warmup.ready:
        return JSONResponse({"status": "ready", "detail": None})
    if warmup.error:
        told = view_error(warmup.error, translator_of(request)).message  # the locale's, which names no path
        return JSONResponse({"status": "broken", "detail": told}, 503)
    return JSONResponse({"status": "warming", "detail": None}, 503, {"Retry-After": "2"})
