"""The language of a request: `?lang=`, then the cookie, then what the browser prefers."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.language.i18n import Translator, choose_language, translator
from app.web.address import root_of, route_path

COOKIE = "lang"
_YEAR = 365 * 86400


def translator_of(request: Request) -> Translator:
    """Speaks the reader's language."""
    headers = request.headers.get("Accept-Language")
    return translator(choose_language(request.query_params.get("lang"), request.cookies.get(COOKIE), headers))


def mark_language(request: Request, response: Response) -> None:
    """Say which language the answer is in, and remember one that was asked for."""
    tag = translator_of(request).tag
    response.headers["Content-Language"] = tag
    response.headers.add_vary_header("Cookie, Accept-Language")
    if "lang" in request.query_params:
        secure = request.url.scheme == "https"
        path = root_of(request) or "/"
        response.set_cookie(COOKIE, tag, max_age=_YEAR, path=path, samesite="lax", secure=secure)


def language_href(request: Request, tag: str, path: str) -> str:
    """The address of a page in another language, all else as it is."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{root_of(request)}{path}?{urlencode([*query, ('lang', tag)])}"


def here_of(request: Request) -> str:
    """The path of the page that is shown; what was posted is shown at the start page."""
    return route_path(request) if request.method in {"GET", "HEAD"} else "/"
