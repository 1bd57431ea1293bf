"""`serve`: the pages and the HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on: FOVEA_HOST, or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on: FOVEA_PORT, or 7860.")] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes: FOVEA_WORKERS, or 1.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder of the samples: FOVEA_DATA_DIR, or var.")] = None,
) -> None:
    """Serve the pages and the HTTP API. Every setting is also an environment variable, FOVEA_<NAME>."""
    from app.commands.serving import serve_forever

    serve_forever(host=host, port=port, workers=workers, data_dir=data_dir)
