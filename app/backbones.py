"""The backbones that the lab offers, as engines from the cache of exported networks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.engine.stages import StageEngine


@dataclass(frozen=True)
class CachedBackbones:
    """Engines of the networks exported under one folder; what is missing there is exported when it is loaded."""

    cache_dir: Path

    def prepared(self, net: str) -> bool:
        """Whether the network is exported already."""
        from models.engine.lab_cache import backbone_folder

        return (backbone_folder(self.cache_dir, net) / "plan.json").exists()

    def load(self, net: str) -> StageEngine:
        """The engine, its network exported first where it is missing."""
        from models.engine.stages import load_stages

        return load_stages(self.cache_dir, net)
