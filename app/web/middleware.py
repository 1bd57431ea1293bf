"""Pure ASGI middleware: prefix, request ids, headers of every answer, clients that left, last-resort errors."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Awaitable, Callable

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs
from app.work.gate import ClientGone, client_gone

logger = logging.getLogger("fovea")

READING_SECONDS = 60.0  # for one part of an answer
_OUTSIDE_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)


class Prefix:
    """Hosted under a path prefix: addresses that we make begin with it, whether or not the proxy takes it away."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self.root_path = f"/{root_path.strip('/')}" if root_path.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell the routes; a prefix that the server was started with stands otherwise."""
        if self.root_path and scope["type"] == "http":
            scope = {**scope, "root_path": self.root_path}
        await self.app(scope, receive, send)


class RequestId:
    """Every answer carries an id that the log names too; a proxy's own id is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add X-Request-ID."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _OUTSIDE_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        token = logs.request_id.set(request_id)
        try:
            return await self.app(scope, receive, _with_headers(send, {"X-Request-ID": request_id}))
        finally:
            logs.request_id.reset(token)


class SecurityHeaders:
    """A strict content security policy and its companions on every answer."""

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": content_security_policy(frame_ancestors),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",  # a sample's address is its key
            "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers."""
        await self.app(scope, receive, _with_headers(send, self.headers) if scope["type"] == "http" else send)


class CacheRules:
    """What says nothing else is kept by nobody unasked: it may be deleted, and is in somebody's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add Cache-Control, and Vary where browsers may ask again."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-cache, private")
                if "immutable" not in headers["Cache-Control"]:
                    headers.add_vary_header("Cookie, Accept-Language")
            await send(message)

        return await self.app(scope, receive, sending)


def content_security_policy(frame_ancestors: str) -> str:
    """Only this site's own files, no inline script or style, nothing else."""
    own = {"script-src": "'self'", "style-src": "'self'", "connect-src": "'self'", "font-src": "'self'"}
    other = {"img-src": "'self' data: blob:", "form-action": "'self'", "base-uri": "'none'"}
    rules = {"default-src": "'none'", **own, **other, "frame-ancestors": frame_ancestors}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


class Answer:
    """Knows whether anything of an answer has been sent."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        """On its way to the client."""
        self.begun = True
        await self._send(message)


class ClientWatch:
    """Lets the gate ask whether anybody still waits for the answer; work for nobody is not started."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the question where the gate finds it; an answer that has begun just ends."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        token = client_gone.set(Request(scope, receive).is_disconnected)
        answer = Answer(_patient(send))
        try:
            await self.app(scope, receive, answer.send)
        except (ClientGone, ClientDisconnect):
            if not answer.begun:
                await Response(status_code=499)(scope, receive, send)  # nginx's number for it; nobody reads it
        finally:
            client_gone.reset(token)


class UnexpectedErrors:
    """What nobody foresaw is logged with the request's id and answered like any other error."""

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless an answer has begun already."""
        answer = Answer(send)
        try:
            await self.app(scope, receive, answer.send)
        except (ClientGone, ClientDisconnect):
            raise
        except Exception as error:
            if answer.begun or scope["type"] != "http":
                raise
            logger.exception("Request %s failed", scope["state"]["request_id"])
            request = Request(scope, receive)
            response = await self.answer(request, error)
            await response(scope, receive, send)


def _patient(send: Send) -> Send:
    """Somebody who does not read on for so long has gone."""

    async def sending(message: Message) -> None:
        with anyio.move_on_after(READING_SECONDS) as waiting:
            await send(message)
        if waiting.cancelled_caught:
            raise ClientGone

    return sending


def _with_headers(send: Send, headers: dict[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = MutableHeaders(scope=message)
            for name, value in headers.items():
                present.setdefault(name, value)
        await send(message)

    return sending
