"""What the fusion lab keeps on disk, and under which names. Imports no torch and no onnx."""

from __future__ import annotations

from pathlib import Path

WEIGHTS = "fusion_lab"  # the manifest's row of all strategies
HEAR = "hear"
LOOK = "look"


def graph_of(folder: Path, name: str) -> Path:
    """The graph of one strategy, of the text stream (HEAR) or of the photo's (LOOK)."""
    return folder / f"{name}.onnx"
