"""The encoder's graphs in the cache of exports. Imports no torch."""

from __future__ import annotations

from pathlib import Path

from models.engine.encoder.files import DETECTOR, ENCODER
from models.engine.exports.cache import Export, ensure

GRAPHS = Export("encoder", "models.engine.encoder.export", argument="encoder", weights=(ENCODER, DETECTOR))


def encoder_prepared(cache_dir: Path) -> bool:
    """Whether the graphs are there; otherwise loading them takes about half a minute."""
    return GRAPHS.exported(cache_dir)


def ensure_encoder(cache_dir: Path) -> Path:
    """The folder of the graphs, exported now in a process of its own where it is missing; raises BrokenInstall."""
    return ensure(GRAPHS, cache_dir)
