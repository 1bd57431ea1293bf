"""The lab's backbones in the cache of exports. Imports no torch."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from models.backbones.library import missing_library
from models.engine.exports.cache import Export, ensure
from models.registry import BUILT_IN, check_name, module_of


@cache
def backbone_export(name: str, weights: Path | None = None) -> Export:
    """How a backbone is exported; raises InvalidArgument for a name that none can have, BrokenInstall for a library."""
    built_in = check_name(name) in BUILT_IN
    return Export(
        f"lab/{name.replace(':', '-')}",
        "models.engine.lab.export",
        argument="backbone",
        arguments=("--backbone", name, *(("--weights", str(weights.absolute())) if weights else ())),
        imports=(module_of(name),) if built_in else (),
        weights=(name,) if built_in and weights is None else (),
        own=weights,
        libraries=() if built_in else (_library(name),),
    )


def _library(name: str) -> str:
    library = name.partition(":")[0]
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        raise missing_library(library) from None


def ensure_backbone(cache_dir: Path, name: str, weights: Path | None = None) -> Path:
    """The backbone's folder, exported now in a process of its own where it is missing.

    Takes about ten seconds the first time. Raises InvalidArgument for a name or weights that cannot be used,
    BrokenInstall for a missing package or library.
    """
    return ensure(backbone_export(name, weights), cache_dir)
