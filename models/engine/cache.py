"""The graphs of the main job in the cache of exports. Imports no torch."""

from __future__ import annotations

from pathlib import Path

from models.engine.exports.cache import Export, ensure
from models.engine.files import GRAPHS, cached_graph

WORDS = Export(
    "words",
    "models.engine.export",
    argument="engine",
    weights=("cross_attention", "efficientnet_lite0", "minilm", "nanodet_g"),
    older=("look-*.onnx", "read-*.onnx", "look-*.partial", "read-*.partial"),
)


def ensure_graphs(cache_dir: Path) -> dict[str, Path]:
    """Paths of all graphs, exported now in a process of its own where they are missing; raises BrokenInstall."""
    folder = ensure(WORDS, cache_dir)
    return {name: cached_graph(folder, name) for name in GRAPHS}
