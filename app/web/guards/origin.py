"""Whether another site's page sends this: such a page may use a person's browser, but must change nothing here."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from models.errors import InvalidInput

READING = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})
_PORTS = {"http": 80, "https": 443}


class SameOrigin:
    """Every write comes from a page of this site, or from no page at all (curl, a program).

    Browsers say where a request comes from in Sec-Fetch-Site, over TLS and to this machine, and in Origin everywhere;
    no page can change either. A proxy may have changed Host, so Sec-Fetch-Site goes before it.
    https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
    """

    def refusal(self, request: Request) -> InvalidInput | None:
        """What to say to another site's page."""
        if request.method in READING:
            return None
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        own = site in OWN if site else origin is None or _same(origin, request)
        if own:
            return None
        hint = "Open Fovea itself and send it from there."
        return InvalidInput("Another site's page sent this.", code="cross_site", hint=hint)


def _same(origin: str, request: Request) -> bool:
    """By name and port; the scheme may be told by a proxy that nobody believes."""
    try:
        sent, port = urlsplit(origin), urlsplit(origin).port
        host = urlsplit(f"//{request.headers.get('host', '')}")
        here = host.port
    except ValueError:
        return False
    standard = _PORTS.get(sent.scheme)
    return bool(sent.hostname) and sent.hostname == host.hostname and (port or standard) == (here or standard)
