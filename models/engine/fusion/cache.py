"""The fusion lab's graphs in the cache of exports. Imports no torch."""

from __future__ import annotations

from pathlib import Path

from models.engine.exports.cache import Export, ensure
from models.engine.fusion.files import WEIGHTS

FUSION = Export(
    "fusion",
    "models.engine.fusion.export",
    argument="fusion",
    weights=(WEIGHTS, "efficientnet_lite0", "minilm"),
)


def fusion_prepared(cache_dir: Path) -> bool:
    """Whether the graphs are there; otherwise loading them takes about a minute."""
    return FUSION.exported(cache_dir)


def ensure_fusion(cache_dir: Path) -> Path:
    """The folder of the graphs, exported now in a process of its own where it is missing; raises BrokenInstall."""
    return ensure(FUSION, cache_dir)
