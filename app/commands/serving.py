"""Starting the server from the command line."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import typer
import uvicorn
from fastapi import FastAPI

from app.logs import configure
from app.main import create_app
from app.samples.store_seam import open_store
from app.settings import Settings
from models.errors import InvalidArgument

_EVERY_INTERFACE = {"0.0.0.0", "::", ""}  # noqa: S104  compared with, not listened on
_HERE = {"127.0.0.1", "::1"}


def serve_forever(**flags: str | int | Path | None) -> None:
    """Serve until interrupted. Flags become environment variables, for each worker process reads its settings there."""
    os.environ.update({f"FOVEA_{name.upper()}": str(value) for name, value in flags.items() if value is not None})
    settings = Settings()
    check_port(settings)
    open_store(settings).close()  # what is wrong with the folder is said here rather than in a traceback
    configure(settings.log_format)
    typer.echo(f"Fovea: {address(settings)}")
    uvicorn.run(
        "app.commands.serving:worker_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        proxy_headers=True,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        access_log=False,  # a sample's address is its key, and does not belong in a log
        log_config=None,
        server_header=False,
        ws="none",
        http=http_protocol(),
        limit_concurrency=settings.max_connections,
        timeout_graceful_shutdown=10,
    )


def worker_app() -> FastAPI:
    """The application in a server process, which logs as it was told to."""
    settings = Settings()
    configure(settings.log_format)
    return create_app(settings)


def http_protocol() -> Any:
    """What uvicorn speaks HTTP with; its own choice where httptools is not installed."""
    try:
        from app.commands.connections import PatientProtocol
    except ImportError:
        return "auto"
    return PatientProtocol


def address(settings: Settings) -> str:
    """What to type into a browser on this machine."""
    host = "localhost" if settings.host in _EVERY_INTERFACE | _HERE else settings.host
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{settings.port}{settings.root_path}"


def check_port(settings: Settings) -> None:
    """Say what to do before uvicorn says that the address is in use."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            message = f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}."
            hint = f"Stop what listens there, or choose another port: --port {settings.port + 1}"
            raise InvalidArgument(message, code="port_taken", hint=hint, argument="port") from None
