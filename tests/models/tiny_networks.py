"""Tiny seeded networks of the kinds that the lab shows, exported as real ones are."""

from __future__ import annotations

import argparse
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from models.backbone import Backbone, StageInfo, freeze
from models.backbones.dataflow import stage_by_dataflow
from models.backbones.efficientnet_lite import InvertedBottleneck, conv_bn
from models.backbones.nanodet import CspBlock, double
from models.engine.exports.cache import Export, ensure
from models.engine.lab.export import write_backbone
from models.preprocessing import Preprocessing
from tests.tiny_backbone import CACHE

SIZE, CLASSES = 30, 5
PREPROCESSING = Preprocessing(SIZE, (127.0,) * 3, (128.0,) * 3)


def lively(network: nn.Module) -> nn.Module:
    """Batch norms with scales, shifts and statistics that do something."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            for values, low, high in (
                (module.weight, 0.5, 1.5),
                (module.bias, 0.0, 1.0),
                (module.running_var, 0.5, 1.5),
            ):
                assert values is not None
                nn.init.uniform_(values.data, low, high)
    return freeze(network)


def separable(seed: int = 0) -> Backbone:
    """As EfficientNet-Lite: a stem, blocks with and without a residual, a head; uneven padding at 30 and 15 pixels."""
    torch.manual_seed(seed)
    stages = [
        (StageInfo("stem", 8, 2), nn.Sequential(*conv_bn(3, 8, 3, 2), nn.ReLU6())),
        (StageInfo("block0", 10, 4), InvertedBottleneck(8, 10, 5, 2, 2)),
        (StageInfo("block1", 10, 4), InvertedBottleneck(10, 10, 3, 1, 3)),
        (StageInfo("head", 16, 4), nn.Sequential(*conv_bn(10, 16, 1), nn.ReLU6())),
    ]
    network = Backbone("tiny_separable", stages, nn.Linear(16, CLASSES), PREPROCESSING)
    lively(network)
    return network


class Residual(nn.Module):
    """As ResNet's block, with a strided 1 x 1 shortcut."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first, self.second = (
            nn.Conv2d(inputs, outputs, 3, 2, padding=1, bias=False),
            nn.Conv2d(outputs, outputs, 3, padding=2, dilation=2),
        )
        self.norm, self.shortcut = nn.BatchNorm2d(outputs), nn.Conv2d(inputs, outputs, 1, 2)

    def forward(self, features: Tensor) -> Tensor:
        return torch.relu(self.second(torch.relu(self.norm(self.first(features)))) + self.shortcut(features))


class Squeeze(nn.Module):
    """Squeeze-and-excitation with swish, grouped convolution and a branch beside: every place sees every place."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(channels, channels, 3, padding=1, groups=2)
        self.gate = nn.Conv2d(channels, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        mixed = nn.functional.silu(self.mix(features))
        gates = torch.sigmoid(self.gate(mixed.mean((2, 3), keepdim=True)))
        return torch.cat([mixed * gates, nn.functional.hardswish(features) - 1], dim=1)


class Levels(Backbone):
    """As a detector: CSP blocks, then two maps that are added up and down, and a class's highest logit anywhere."""

    exact_cam = False
    independent = True

    def __init__(self) -> None:
        stages = [
            (StageInfo("stem", 6, 1), nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.LeakyReLU(0.1))),
            (StageInfo("csp", 12, 2), CspBlock(6, 1, 2)),
        ]
        super().__init__("tiny_levels", stages, nn.Linear(1, 1), PREPROCESSING)
        del self.classifier
        self.lateral = nn.ModuleList([nn.Conv2d(6, 8, 1), nn.Conv2d(12, 8, 1)])
        self.heads = nn.ModuleList([nn.Conv2d(8, CLASSES + 3, 1), nn.Conv2d(8, CLASSES + 3, 1)])

    @property
    def tail(self) -> nn.Module:
        return nn.ModuleList([self.lateral, self.heads])

    def conclude(self, stages: Sequence[Tensor]) -> Tensor:
        fine, coarse = (layer(stage) for layer, stage in zip(self.lateral, stages, strict=True))
        fine = fine + double(coarse)
        coarse = coarse + nn.functional.avg_pool2d(fine, 2)
        both = [head(level)[:, :CLASSES] for head, level in zip(self.heads, (fine, coarse), strict=True)]
        return torch.stack([each.amax((2, 3)) for each in both], 1).amax(1)


def levels(seed: int = 2) -> Backbone:
    """As NanoDet."""
    torch.manual_seed(seed)
    network = Levels()
    freeze(network)
    return network


class ChannelsLast(nn.Module):
    """As ConvNeXt's block: layer norm and linear layers over channels, GELU."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.norm = nn.LayerNorm(channels)
        self.widen, self.narrow = nn.Linear(channels, 2 * channels), nn.Linear(2 * channels, channels)

    def forward(self, features: Tensor) -> Tensor:
        rows = self.norm(self.depthwise(features).permute(0, 2, 3, 1))
        mixed: Tensor = self.narrow(nn.functional.gelu(self.widen(rows)))
        return features + mixed.permute(0, 3, 1, 2)


def mixed_model(seed: int = 1) -> nn.Module:
    """A classifier in the manner of torchvision's, with one of everything that the reverse rules know."""
    torch.manual_seed(seed)
    return lively(
        nn.Sequential(
            nn.Conv2d(3, 6, 5, padding=2),
            nn.BatchNorm2d(6),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, padding=1),
            Residual(6, 8),
            ChannelsLast(8),
            Squeeze(8),
            nn.AvgPool2d(2),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(16, CLASSES),
        )
    )


def mixed(seed: int = 1) -> Backbone:
    """`mixed_model` in stages."""
    return stage_by_dataflow("tiny_mixed", mixed_model(seed), PREPROCESSING)


NETWORKS = {"separable": separable, "mixed": mixed, "levels": levels}


def exported(name: str, folder: Path) -> Path:
    """A network of NETWORKS: a copy of what the cache of exports keeps between runs of the tests."""
    export = Export(f"tests/{name}", "tests.models.tiny_networks", argument="tests", arguments=("--network", name))
    return Path(shutil.copytree(ensure(export, CACHE), folder))


def main() -> None:
    """Export one: what the cache runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", choices=tuple(NETWORKS), required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    write_backbone(NETWORKS[arguments.network](), arguments.out)


if __name__ == "__main__":
    main()
