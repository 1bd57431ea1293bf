"""The backbones that the lab offers, as engines from the cache of exported networks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.registry import check_name, is_zoo_name

if TYPE_CHECKING:
    from models.engine.lab.stages import StageEngine


@dataclass(frozen=True)
class CachedBackbones:
    """Engines of the networks exported under one folder; what is missing there is exported when it is loaded.

    `weights_dir` may hold a person's own weights, named for the network: torchvision_resnet18.safetensors or .pth for
    `torchvision:resnet18`. Without such a file the library fetches its own.
    """

    cache_dir: Path
    weights_dir: Path | None = None

    def prepared(self, net: str) -> bool:
        """Whether the network is exported already."""
        from models.engine.lab.cache import backbone_export

        return backbone_export(net, self.weights_of(net)).exported(self.cache_dir)

    def load(self, net: str) -> StageEngine:
        """The engine, its network exported first where it is missing."""
        from models.engine.lab.stages import load_stages

        return load_stages(self.cache_dir, net, self.weights_of(net))

    def weights_of(self, net: str) -> Path | None:
        """The file of one's own weights for a network of another library; raises InvalidArgument for a wrong name."""
        if self.weights_dir is None or not is_zoo_name(check_name(net)):
            return None
        files = (self.weights_dir / f"{net.replace(':', '_')}{ending}" for ending in (".safetensors", ".pth"))
        return next((file for file in files if file.is_file()), None)
