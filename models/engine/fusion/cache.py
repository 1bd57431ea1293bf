"""The fusion lab's graphs in the cache of exports. Imports no torch."""

from __future__ import annotations

from pathlib import Path

from models.engine.exports.cache import Export, ensure
from models.engine.fusion.files import WEIGHTS
from models.fusion.depths.catalogue_names import WEIGHTS as DEPTHS
from models.fusion.regions.catalogue_names import WEIGHTS as SIBLINGS

FUSION = Export(
    "fusion",
    "models.engine.fusion.export",
    argument="fusion",
    weights=(WEIGHTS, DEPTHS, "efficientnet_lite0", "minilm"),
)
SIBLING_GRAPHS = Export(
    "siblings", "models.engine.fusion.siblings_export", argument="fusion", weights=(SIBLINGS, "minilm")
)


def fusion_prepared(cache_dir: Path) -> bool:
    """Whether the graphs are there, the siblings' too; otherwise loading them takes about a minute."""
    return FUSION.exported(cache_dir) and SIBLING_GRAPHS.exported(cache_dir)


def ensure_fusion(cache_dir: Path) -> Path:
    """The folder of the graphs, exported now in a process of its own where it is missing; raises BrokenInstall."""
    return ensure(FUSION, cache_dir)


def ensure_siblings(cache_dir: Path) -> Path:
    """The same for the siblings of the famous models, which are exported by themselves."""
    return ensure(SIBLING_GRAPHS, cache_dir)
