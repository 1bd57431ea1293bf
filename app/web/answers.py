"""Answers: HTML with its headers, and errors in whatever form the asker reads."""

from __future__ import annotations

import hashlib
import logging

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.language.request import mark_language, translator_of
from app.web.address import is_api, methods_at, route_path
from app.web.dependencies import pages_of
from app.web.errors import foreseen, view_error
from app.web.htmx import wants_fragment
from app.web.middleware import content_security_policy
from app.web.pages import FormView
from models.errors import BrokenInstall

logger = logging.getLogger("fovea")

READ = ("GET", "HEAD")


def html(request: Request, body: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A page or a fragment: asked for each time, for its sample may be deleted; 304 where it is the same."""
    response = HTMLResponse(body, status, {"Cache-Control": "no-cache, private", **(headers or {})})
    response.headers.add_vary_header("HX-Request")
    if route_path(request).startswith("/s/"):
        response.headers["X-Robots-Tag"] = "noindex"  # whose address is its key
    if "embed" in request.query_params:  # a view without forms or keys, for a slide or a course page
        response.headers["Content-Security-Policy"] = content_security_policy("*")
    mark_language(request, response)
    return response if status != 200 or request.method not in READ else _if_changed(request, response)


def _if_changed(request: Request, response: Response) -> Response:
    """The answer with its ETag; without its body where the asker holds it (RFC 9110, 13.1.2 and 15.4.5)."""
    tag = f'W/"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    if tag not in [held.strip() for held in request.headers.get("if-none-match", "").split(",")]:
        return response
    headers = {name: text for name, text in response.headers.items() if name not in ("content-length", "content-type")}
    return Response(status_code=304, headers=headers)


async def answer_error(request: Request, error: Exception, sentence: str = "") -> Response:
    """The answer to a request that went wrong; `sentence` is what stands in the form."""
    view = view_error(foreseen(error), translator_of(request))
    if isinstance(error, BrokenInstall):
        logger.warning("Answered %d, %s: %s", view.status, error.code, error.message)
    headers = view.headers | dict(getattr(error, "headers", None) or {})
    headers |= {"Allow": ", ".join(methods_at(request))} if view.status == 405 else {}
    if is_api(request):
        problem = view.as_problem(str(request.base_url))
        return JSONResponse(problem, view.status, headers, media_type="application/problem+json")
    template = "_error.html" if wants_fragment(request) else "error.html"
    # Drawn here, in 2 ms: the desk may be what is full.
    body = pages_of(request).draw(request, template, error=view, form=FormView(sentence))
    return html(request, body, view.status, headers)
