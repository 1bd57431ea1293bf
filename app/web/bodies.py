"""Bodies of requests: bounded in length, in time and in memory, and refused so that the refusal arrives."""

from __future__ import annotations

from dataclasses import dataclass

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORM_ROOM = 100_000  # bytes beside the photo: sentence, names, boundaries
LISTEN_BYTES = 50_000_000  # read and thrown away after a refusal, for who still sends
LISTEN_SECONDS = 10.0


class BodyTooLong(HTTPException):
    """A body that was not read to its end. An HTTPException, for FastAPI lets nothing else out of reading a form."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.limit = limit


class BodyTooSlow(HTTPException):
    """A body that trickles."""

    def __init__(self, seconds: float) -> None:
        super().__init__(408)
        self.seconds = seconds


class BodiesTooMany(HTTPException):
    """The memory for bodies is taken by those of others."""

    def __init__(self) -> None:
        super().__init__(503)


@dataclass(frozen=True)
class BodyLimits:
    """Of one body (a photo and its sentence), and of all that are being answered at once."""

    max_upload_bytes: int
    seconds: float = 120.0
    all_bytes: int = 400_000_000

    @property
    def max_bytes(self) -> int:
        """Of one body."""
        return self.max_upload_bytes + FORM_ROOM


class BodyLimit:
    """Refuses bodies that are too long, too slow, or too many at once.

    FastAPI's own `max_body_size` answers in plain text, past our error pages, when the length is declared. Photos stay
    in memory until they are kept: no disk is written for one that is refused, and a read-only root is no trouble.
    """

    def __init__(self, app: ASGIApp, limits: BodyLimits) -> None:
        self.app = app
        self.limits = limits
        self.held = 0  # bytes of all bodies that are being answered
        MultiPartParser.spool_max_size = limits.max_bytes  # starlette reads it from the class

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is read, and listen to the end of what is refused."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        body = _Body(self, Headers(scope=scope), receive)
        try:
            await self.app(scope, body.receive, _Listening(body, send).send)
        finally:
            self.held -= body.read


class _Body:
    """One body on its way in."""

    def __init__(self, owner: BodyLimit, headers: Headers, receive: Receive) -> None:
        self._owner, self._limits, self._receive = owner, owner.limits, receive
        declared = headers.get("content-length", "")
        self.declared = int(declared) if declared.isdigit() else 0
        self.complete = not self.declared and "transfer-encoding" not in headers
        self.expects = headers.get("expect", "").lower() == "100-continue"  # sends nothing before it is told to
        self.read = 0
        self._end = anyio.current_time() + self._limits.seconds

    async def receive(self) -> Message:
        """The next part; the first read of a body that says it is too long fails at once."""
        if self.complete:
            return await self._receive()
        if max(self.declared, self.read) > self._limits.max_bytes:
            raise BodyTooLong(self._limits.max_upload_bytes)
        with anyio.move_on_at(self._end) as late:
            message = await self._receive()
        if late.cancelled_caught:
            raise BodyTooSlow(self._limits.seconds)
        self._count(message)
        return message

    def _count(self, message: Message) -> None:
        size = len(message.get("body", b""))
        self.read += size
        self._owner.held += size
        self.complete = not message.get("more_body", False)
        if self.read > self._limits.max_bytes:
            raise BodyTooLong(self._limits.max_upload_bytes)
        if self._owner.held > self._limits.all_bytes:
            raise BodiesTooMany

    async def throw_away(self) -> None:
        """Read what still comes, within bounds: a connection that is closed on who sends takes the answer with it."""
        thrown = 0
        with anyio.move_on_after(LISTEN_SECONDS):
            while not self.complete and thrown < LISTEN_BYTES:
                message = await self._receive()
                thrown += len(message.get("body", b""))
                self.complete = not message.get("more_body", False)


class _Listening:
    """Sends an answer; where it is given before the body's end, it is the connection's last."""

    def __init__(self, body: _Body, send: Send) -> None:
        self._body, self._send = body, send
        self._early = False

    async def send(self, message: Message) -> None:
        """The answer whole, then the rest of the body, then the end."""
        if message["type"] == "http.response.start" and not self._body.complete:
            self._early = True
            MutableHeaders(scope=message)["Connection"] = "close"
        last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if not last or not self._early or self._body.expects:
            return await self._send(message)
        await self._send({**message, "more_body": True})
        await self._body.throw_away()
        return await self._send({"type": "http.response.body", "body": b"", "more_body": False})
