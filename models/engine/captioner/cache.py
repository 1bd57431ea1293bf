"""The language model's graph in the cache of exports. Imports no torch."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from models.captioner.package import model_file
from models.engine.exports.cache import Export, ensure


@lru_cache(maxsize=2)
def _export(file: Path) -> Export:
    """Kept, for its key is a hash over the package's 98 MB."""
    return Export(
        "captioner",
        "models.engine.captioner.export",
        argument="captioner",
        own=file,
        libraries=(f"gguf {version('gguf')}",),
    )


def captioner_prepared(cache_dir: Path) -> bool:
    """Whether the graph is there; otherwise it is written in about half a minute. Raises NoLanguageModel."""
    return _export(model_file()).exported(cache_dir)


def ensure_captioner(cache_dir: Path) -> Path:
    """The folder, exported now in a process of its own where it is missing; raises NoLanguageModel, BrokenInstall."""
    return ensure(_export(model_file()), cache_dir)
