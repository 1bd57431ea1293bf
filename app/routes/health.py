"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from app.web.dependencies import ServicesDep

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """`ok` from /healthz; `ready`, `warming` or `broken` from /readyz."""

    status: Literal["ok", "ready", "warming", "broken"]
    detail: str | None = None


@router.get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", response_model=Health, responses={503: {"model": Health, "description": "Not ready."}})
async def readyz(services: ServicesDep) -> Response:
    """The models are warm: 200 only then."""
    warmup = services.warmup
    if warmup.ready:
        return JSONResponse({"status": "ready", "detail": None})
    if warmup.error:
        return JSONResponse({"status": "broken", "detail": warmup.error.message}, 503)
    return JSONResponse({"status": "warming", "detail": None}, 503, {"Retry-After": "2"})
