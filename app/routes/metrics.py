"""Counters for whoever runs the server, where a switch says so."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from app.web.dependencies import ServicesDep
from models.errors import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(request: Request, services: ServicesDep) -> Response:
    """In the text format of Prometheus; of this worker alone."""
    if not services.settings.metrics:
        raise NotFound("There is no such page.", code="no_such_page", hint="FOVEA_METRICS=true turns it on.")
    headers = {"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_LATEST}
    return Response(request.app.state.metrics.text(), headers=headers)
