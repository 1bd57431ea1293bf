"""What a request must pass before anything is done for it: each check refuses in words, or lets it go on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.guards.at_once import AtOnce
from app.work.client import client_name, name_of
from models.errors import FoveaError


class Check(Protocol):
    """One reason to refuse."""

    def refusal(self, request: Request) -> FoveaError | None:
        """What to say; None lets the request go on."""


class Guard:
    """Asks every check, and knows whose request it is."""

    def __init__(
        self,
        app: ASGIApp,
        checks: Sequence[Check],
        at_once: AtOnce,
        answer: Callable[[Request, Exception], Awaitable[Response]],
    ) -> None:
        self.app = app
        self.checks = tuple(checks)
        self.at_once = at_once
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The first refusal is the answer."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        client = name_of((scope.get("client") or (None,))[0])
        token = client_name.set(client)
        try:
            await self._answer(client, scope, receive, send)
        finally:
            client_name.reset(token)

    async def _answer(self, client: str, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            for check in self.checks:
                if (refusal := check.refusal(request)) is not None:
                    raise refusal
            place = self.at_once.enter(client)
        except FoveaError as error:
            response = await self.answer(request, error)
            await response(scope, receive, send)
        else:
            with place:
                await self.app(scope, receive, send)
