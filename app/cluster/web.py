"""A web replica: the same application as `serve` starts, told apart from its siblings by a header."""

from __future__ import annotations

from typing import Any

from ray import serve
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.cluster.attender import far_attender
from app.logs import configure
from app.main import create_app
from app.settings import Settings


class ReplicaHeader:
    """Names the replica that answered."""

    def __init__(self, app: ASGIApp, name: str) -> None:
        self._app, self._name = app, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI asks for."""

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Fovea-Replica"] = self._name
            await send(message)

        await self._app(scope, receive, named)


def build_web() -> Any:
    """Made inside the replica: settings are those of its machine's environment."""
    settings = Settings()
    configure(settings.log_format)
    app = create_app(settings, load=lambda: far_attender(settings.cache_dir))
    app.add_middleware(ReplicaHeader, name=serve.get_replica_context().replica_tag)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.forwarded_allow_ips)
    return app
