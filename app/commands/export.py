"""`export`: the networks as onnxruntime runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings


def export(out: Annotated[Path | None, typer.Option(help="Folder: FOVEA_CACHE_DIR, or var/engine.")] = None) -> None:
    """Export the networks for serving, where that has not been done for these weights."""
    from models.engine.cache import ensure_graphs

    for path in ensure_graphs(out or Settings().cache_dir).values():
        print(path)
