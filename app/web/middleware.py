"""Pure ASGI middleware: prefix, request ids, security headers, body limit, clients that left, last-resort errors."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import BodyTooLong
from app.work.gate import ClientGone, client_gone

logger = logging.getLogger("fovea")

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
        return await self.app(scope, receive, _with_headers(send, {"X-Request-ID": request_id}))


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


def content_security_policy(frame_ancestors: str) -> str:
    """Only this site's own files, no inline script or style, nothing else."""
    own = {"script-src": "'self'", "style-src": "'self'", "connect-src": "'self'", "font-src": "'self'"}
    other = {"img-src": "'self' data: blob:", "form-action": "'self'", "base-uri": "'none'"}
    rules = {"default-src": "'none'", **own, **other, "frame-ancestors": frame_ancestors}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


class BodyLimit:
    """Bodies above a limit are refused, declared or not.

    FastAPI's own `max_body_size` answers in plain text, past our error pages, when the length is declared.
    """

    def __init__(self, app: ASGIApp, max_upload_bytes: int, form_room: int = 100_000) -> None:
        self.app = app
        self.max_upload_bytes = max_upload_bytes
        self.max_bytes = max_upload_bytes + form_room  # beside the photo: sentence, names, boundaries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is read; the first read of a body that says it is too long fails at once."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        declared = Headers(scope=scope).get("content-length", "")
        read = int(declared) if declared.isdigit() and int(declared) > self.max_bytes else 0

        async def limited() -> Message:
            nonlocal read
            if read <= self.max_bytes:
                message = await receive()
                read += len(message.get("body", b""))
            if read > self.max_bytes:
                raise BodyTooLong(self.max_upload_bytes)
            return message

        return await self.app(scope, limited, send)


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
        answer = Answer(send)
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


def _with_headers(send: Send, headers: dict[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = MutableHeaders(scope=message)
            for name, value in headers.items():
                present.setdefault(name, value)
        await send(message)

    return sending
