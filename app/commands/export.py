"""`export`: the networks as onnxruntime runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings

LABS = "What Layers, Shift, Fusion and Encoder run, too; without it they are exported when first looked at."


def export(
    out: Annotated[Path | None, typer.Option(help="Folder: FOVEA_CACHE_DIR, or var/engine.")] = None,
    labs: Annotated[bool, typer.Option(help=LABS)] = True,
) -> None:
    """Export the networks for serving, where that has not been done for these weights."""
    from models.engine.everything import export_everything

    folder = out or Settings().cache_dir
    export_everything(
        folder, labs=labs, begun=lambda title: _say(f"{title} ..."), done=lambda title: _say(f"{title}: done")
    )
    print(f"All in {folder}")


def _say(text: str) -> None:
    """At once, and a whole line: several exporters tell how far they are."""
    print(f"{text}\n", end="", flush=True)
