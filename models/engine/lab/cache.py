"""The lab's backbones in the cache of exports. Imports no torch."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from models.backbones.glance import glance_at
from models.backbones.library import missing_library, no_such_model
from models.backbones.listing import is_registered
from models.engine.exports.cache import LIMIT, Export, ensure
from models.registry import BUILT_IN, check_name, module_of

ZOO_LIMIT = 300.0  # seconds for a network of another library: its name may ask for weights over a slow line
Stamp = tuple[int, int]


def backbone_export(name: str, weights: Path | None = None) -> Export:
    """How a backbone is exported; raises InvalidArgument for a name or a file that none can have.

    BrokenInstall for a library. Nothing is run: what is wrong only inside the file is told by the export.
    """
    return _export(name, weights, stamp_of(weights) if weights else None)


def stamp_of(file: Path) -> Stamp:
    """When a file was written, in nanoseconds, and its bytes: another stamp, another file."""
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=64)
def _export(name: str, weights: Path | None, _stamp: Stamp | None) -> Export:
    built_in = check_name(name) in BUILT_IN
    libraries = () if built_in else (_library(name),)
    if weights is not None:
        glance_at(weights)
    return Export(
        f"lab/{name.replace(':', '-')}",
        "models.engine.lab.export",
        argument="backbone",
        arguments=("--backbone", name, *(("--weights", str(weights.absolute())) if weights else ())),
        imports=(module_of(name),) if built_in else (),
        weights=(name,) if built_in and weights is None else (),
        own=weights,
        libraries=libraries,
        limit=LIMIT if built_in else ZOO_LIMIT,
    )


def _library(name: str) -> str:
    library, _, model = name.partition(":")
    try:
        found = f"{library} {version(library)}"
    except PackageNotFoundError:
        raise missing_library(library) from None
    if not is_registered(library, model):
        raise no_such_model(library, model)
    return found


def ensure_backbone(cache_dir: Path, name: str, weights: Path | None = None) -> Path:
    """The backbone's folder, exported now in a process of its own where it is missing.

    Takes about ten seconds the first time. Raises InvalidArgument for a name or weights that cannot be used,
    BrokenInstall for a missing package or library.
    """
    return ensure(backbone_export(name, weights), cache_dir)
