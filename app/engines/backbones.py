"""The backbones that the lab offers, as engines from the cache of exported networks."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.engines.refusals import Refusals
from models.errors import FoveaError, InvalidArgument
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
    zoo_bytes: int = 4_000_000_000  # on the disk, for networks of other libraries
    refusals: Refusals = field(default_factory=Refusals, compare=False)

    def key(self, net: str) -> str:
        """The name; of one's own weights also when they were written, so that a replaced file is another network."""
        from models.engine.lab.cache import stamp_of

        own = self.weights_of(net)
        return f"{net} {own.suffix} {stamp_of(own)}" if own else net

    def prepared(self, net: str) -> bool:
        """Whether the network is exported already; raises what is wrong with its name or file, as far as is known."""
        from models.engine.lab.cache import backbone_export

        export = backbone_export(net, self._allowed(net))
        self.refusals.check(export.key)
        return export.exported(self.cache_dir)

    def load(self, net: str) -> StageEngine:
        """The engine, its network exported first where it is missing."""
        from models.engine.lab.cache import backbone_export
        from models.engine.lab.stages import load_stages

        own = self._allowed(net)
        try:
            engine = load_stages(self.cache_dir, net, own)
        except FoveaError as error:
            self.refusals.keep(backbone_export(net, own).key, error)
            raise
        if is_zoo_name(net):
            self._make_room(engine)
        return engine

    def _make_room(self, engine: StageEngine) -> None:
        from models.engine.lab.room import make_room, mark_used
        from models.engine.lab.stages import open_folders

        mark_used(engine.folder)
        make_room(engine.folder.parent, self.zoo_bytes, open_folders())

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
