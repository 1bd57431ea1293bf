"""How many requests a minute one client may make."""

from __future__ import annotations

import math
import time
from collections import OrderedDict

from starlette.requests import Request

from app.web.address import HEALTH, route_path
from app.work.client import client_name
from models.errors import Busy

CLIENTS = 10_000  # remembered; the longest quiet one is forgotten first
FREE = ("/static/", "/photos/")  # a page brings dozens of these


class Rates:
    """A bucket for each client: a minute's worth of requests at once, then as many as flow in."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client: (requests left, when)

    def refusal(self, request: Request) -> Busy | None:
        """When to come back."""
        path = route_path(request)
        if not self._per_minute or path in HEALTH or path.startswith(FREE):
            return None
        client, now = client_name.get(), time.monotonic()
        left, looked = self._buckets.pop(client, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - looked) * self._per_minute / 60)
        self._buckets[client] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > CLIENTS:
            self._buckets.popitem(last=False)
        if left >= 1:
            return None
        wait = math.ceil((1 - left) * 60 / self._per_minute)
        hint = f"Try again in {wait} seconds."
        return Busy("You ask too much in too short a time.", code="too_many_requests", hint=hint, retry_after=wait)
