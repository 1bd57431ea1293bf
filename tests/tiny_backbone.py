"""A CNN of three stages with seeded random weights, exported as the lab's networks are: real, and done in seconds."""

from __future__ import annotations

import argparse
import logging
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.engine.exports.cache import Export, ensure
from models.engine.lab.stages import StageEngine
from models.errors import InvalidArgument
from models.registry import BUILT_IN

if TYPE_CHECKING:
    from models.backbone import Backbone

SIZE, CLASSES, SEED = 32, 4, 3
CACHE = Path(__file__).parents[1] / "var" / "engine"
NAME = "efficientnet_lite0"  # it stands in for the first backbone that is offered


@dataclass(frozen=True)
class TinyBackbones:
    """One tiny network under the name of each that is built in."""

    folder: Path

    def key(self, net: str) -> str:
        """Its name."""
        return net

    def prepared(self, net: str) -> bool:
        """It is there."""
        return True

    def load(self, net: str) -> StageEngine:
        """The tiny network; every other name is unknown."""
        if net not in BUILT_IN:
            raise InvalidArgument(f"No {net}.", code="no_such_backbone", argument="backbone", hint="Choose another.")
        engine = StageEngine(self.folder)
        engine.plan = replace(engine.plan, backbone=net)
        return engine


TINY = Export("tests/tiny", "tests.tiny_backbone", argument="tests")


def export_tiny(folder: Path) -> Path:
    """Stem (16 x 16 cells), a depthwise-separable block (8 x 8), a head (8 x 8), and a linear layer.

    A copy of what the cache of exports keeps between runs of the tests.
    """
    return Path(shutil.copytree(ensure(TINY, CACHE), folder))


def _tiny() -> Backbone:
    import torch
    from torch import nn

    from models.backbone import Backbone, StageInfo, freeze
    from models.backbones.efficientnet_lite import InvertedBottleneck, conv_bn
    from models.preprocessing import Preprocessing

    torch.manual_seed(SEED)
    stages = [
        (StageInfo("stem", 4, 2), nn.Sequential(*conv_bn(3, 4, 3, 2), nn.ReLU6())),
        (StageInfo("block0", 6, 4), InvertedBottleneck(4, 6, 3, 2, 2)),
        (StageInfo("head", 8, 4), nn.Sequential(*conv_bn(6, 8, 1), nn.ReLU6())),
    ]
    preprocessing = Preprocessing(SIZE, (127.0,) * 3, (128.0,) * 3)
    network = Backbone(NAME, stages, nn.Linear(8, CLASSES), preprocessing)
    freeze(network)
    return network


def main() -> None:
    """Export it: what the cache runs."""
    from models.engine.lab.export import write_backbone

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    write_backbone(_tiny(), out)


if __name__ == "__main__":
    main()
