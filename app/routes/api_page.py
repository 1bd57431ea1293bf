"""The API's description as a page of our own: /openapi.json set by a template, nothing fetched from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.language.request import translator_of
from app.web.answers import html
from app.web.dependencies import PagesDep, ServicesDep
from app.web.openapi import describe
from app.web.reference import read_reference

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """The API's description for programs."""
    return JSONResponse(_document(request))


@router.api_route("/api", methods=["GET", "HEAD"])
async def api_page(request: Request, services: ServicesDep, pages: PagesDep) -> Response:
    """Every operation, field and error code."""
    reference = read_reference(_document(request), translator_of(request))
    base = str(request.base_url).rstrip("/")
    return html(request, await services.desk.run(pages.draw, request, "api.html", reference=reference, base=base))


def _document(request: Request) -> dict[str, Any]:
    """With the address it is asked under, which a path prefix is part of."""
    return describe(request.app) | {"servers": [{"url": str(request.base_url).rstrip("/")}]}
