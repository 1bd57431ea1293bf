"""What the fusion lab keeps on disk, and under which names. Imports no torch and no onnx."""

from __future__ import annotations

from pathlib import Path

WEIGHTS = "fusion_lab"  # the manifest's row of all strategies
HEAR = "hear"


def graph_of(folder: Path, name: str) -> Path:
    """The graph of one strategy, or of the text stream (HEAR)."""
    return folder / f"{name}.onnx"
