"""The maker's key of a sample, in a cookie that the browser sends for that sample alone."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from app.web.address import root_of

COOKIE = "key"


def keep_key(request: Request, response: Response, sample_id: str, key: str, days: float) -> None:
    """Give the key to whoever made the sample; scripts cannot read it."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(days * 86400),
        path=f"{root_of(request)}/s/{sample_id}",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def key_of(request: Request) -> str:
    """The key that came along: of the delete link, or of the cookie."""
    return request.query_params.get(COOKIE) or request.cookies.get(COOKIE, "")
