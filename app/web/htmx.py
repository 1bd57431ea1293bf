"""The few headers of htmx that the server reads (https://four.htmx.org/reference/headers)."""

from __future__ import annotations

from starlette.requests import Request


def wants_fragment(request: Request) -> bool:
    """Whether htmx will swap the answer into a part of the page. Going back in history fetches whole pages."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type") != "full"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )
