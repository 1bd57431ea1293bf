"""The backbones that the lab offers, as engines from the cache of exported networks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import InvalidArgument
from models.registry import check_name, is_zoo_name

if TYPE_CHECKING:
    from models.engine.lab.stages import StageEngine


@dataclass(frozen=True)
class CachedBackbones:
    """Engines of the networks exported under one folder; what is missing there is exported when it is loaded.

    `weights_dir` may hold a person's own weights, named for the network: torchvision_resnet18.safetensors or .pth for
    `torchvision:resnet18`. Without such a file the library fetches its own, where `downloads` allows that.
    """

    cache_dir: Path
    weights_dir: Path | None = None
    downloads: bool = True

    def prepared(self, net: str) -> bool:
        """Whether the network is exported already."""
        from models.engine.lab.cache import backbone_export

        return backbone_export(net, self._allowed(net)).exported(self.cache_dir)

    def load(self, net: str) -> StageEngine:
        """The engine, its network exported first where it is missing."""
        from models.engine.lab.stages import load_stages

        return load_stages(self.cache_dir, net, self._allowed(net))

    def _allowed(self, net: str) -> Path | None:
        """The file of one's own weights; raises InvalidArgument where they would have to be fetched and may not be."""
        own = self.weights_of(net)
        if own is None and is_zoo_name(net) and not self.downloads:
            raise InvalidArgument(
                f"There are no weights of {net} here, and nothing may be downloaded.",
                code="zoo_closed",
                argument="backbone",
                hint=f"Put {net.replace(':', '_')}.pth into FOVEA_WEIGHTS_DIR, or set FOVEA_ZOO_DOWNLOADS=true.",
                name=net,
                file=f"{net.replace(':', '_')}.pth",
            )
        return own

    def weights_of(self, net: str) -> Path | None:
        """The file of one's own weights for a network of another library; raises InvalidArgument for a wrong name."""
        if self.weights_dir is None or not is_zoo_name(check_name(net)):
            return None
        files = (self.weights_dir / f"{net.replace(':', '_')}{ending}" for ending in (".safetensors", ".pth"))
        return next((file for file in files if file.is_file()), None)
