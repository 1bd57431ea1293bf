"""A private instance: who knows the token may come in."""

from __future__ import annotations

import base64
import binascii
import hmac

from starlette.requests import Request

from app.web.address import HEALTH, route_path
from models.errors import InvalidInput


class Access:
    """`Authorization: Bearer TOKEN`, or Basic with any name and the token as password, as browsers ask for it."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def refusal(self, request: Request) -> InvalidInput | None:
        """What to say to whoever does not know it."""
        if not self._token or route_path(request) in HEALTH:
            return None
        given = _given(request.headers.get("authorization", ""))
        if given is not None and hmac.compare_digest(given, self._token):
            return None
        hint = "Send it as password with any name, or as Authorization: Bearer TOKEN."
        return InvalidInput("This server asks for a token.", code="no_access", hint=hint)


def _given(header: str) -> bytes | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip().encode("latin-1")  # as headers are read
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value, validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return None
