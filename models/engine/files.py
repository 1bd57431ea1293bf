"""What the main job keeps on disk, and under which names. Imports no torch and no onnx."""

from __future__ import annotations

from pathlib import Path

GRAPHS = ("look", "read")


def cached_graph(folder: Path, name: str) -> Path:
    """Where the graph `name` is in an exported folder."""
    return folder / f"{name}.onnx"
