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
    from models.engine.cache import ensure_graphs

    folder = out or Settings().cache_dir
    for path in ensure_graphs(folder).values():
        print(path)
    if labs:
        _export_labs(folder)


def _export_labs(folder: Path) -> None:
    """One after another, each named before it is made."""
    from models.engine.encoder.cache import ensure_encoder
    from models.engine.fusion.cache import ensure_fusion
    from models.engine.lab.cache import ensure_backbone
    from models.registry import BUILT_IN

    print("fusion: nine strategies ...", flush=True)
    print(ensure_fusion(folder))
    print("encoder and detector ...", flush=True)
    print(ensure_encoder(folder))
    for name, config in BUILT_IN.items():
        print(f"{config.title} ...", flush=True)
        print(ensure_backbone(folder, name))
