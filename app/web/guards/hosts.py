"""Which names this server answers to."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from app.web.address import HEALTH, route_path
from models.errors import InvalidInput


class AllowedHosts:
    """`*`, or names with commas between them; `*.example.org` stands for everything below example.org.

    Where names are given, a page that points its own name at this machine (DNS rebinding) is not answered.
    """

    def __init__(self, names: str) -> None:
        self._names = tuple(name.strip().lower() for name in names.split(",") if name.strip())

    def refusal(self, request: Request) -> InvalidInput | None:
        """What to say to whoever calls this server by another name."""
        if "*" in self._names or route_path(request) in HEALTH or self._allows(request.headers.get("host", "")):
            return None
        hint = "Whoever runs this server has to add the name to FOVEA_ALLOWED_HOSTS."
        return InvalidInput("This server does not answer to that name.", code="wrong_host", hint=hint)

    def _allows(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return any(name == each or (each.startswith("*.") and name.endswith(each[1:])) for each in self._names)
