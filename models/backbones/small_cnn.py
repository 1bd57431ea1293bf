"""Four small CNNs that differ in their pooling alone, trained from nothing on Caltech-101.

The script that trained them is models/training/small_cnns.py.

Six 3x3 convolutions with batch norm and ReLU, three times a pooling of stride 2, global average pooling and a linear
layer. Only the pooling differs, so that accuracy and shift consistency compare like with like:

- ``max``: maximum of 2x2 cells.
- ``average``: mean of 2x2 cells.
- ``strided``: every second cell, the others are dropped.
- ``blur``: the binomial filter (1, 2, 1) / 4 along each axis, then every second cell (Zhang 2019, "Making
  Convolutional Networks Shift-Invariant Again", arXiv:1904.11486).
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from models.backbone import Backbone, StageInfo, freeze
from models.backbones.config import BackboneConfig
from models.backbones.state import load_state, read_state
from models.preprocessing import Preprocessing

CONFIGS = (
    BackboneConfig(
        "small_max",
        "Small CNN, max",
        Preprocessing(64, (127.0, 127.0, 127.0), (64.0, 64.0, 64.0)),
        classes=101,
        family="pooling",
    ),
    BackboneConfig(
        "small_average",
        "Small CNN, average",
        Preprocessing(64, (127.0, 127.0, 127.0), (64.0, 64.0, 64.0)),
        classes=101,
        family="pooling",
    ),
    BackboneConfig(
        "small_strided",
        "Small CNN, strided",
        Preprocessing(64, (127.0, 127.0, 127.0), (64.0, 64.0, 64.0)),
        classes=101,
        family="pooling",
    ),
    BackboneConfig(
        "small_blur",
        "Small CNN, blur",
        Preprocessing(64, (127.0, 127.0, 127.0), (64.0, 64.0, 64.0)),
        classes=101,
        family="pooling",
    ),
)
POOLINGS = ("max", "average", "strided", "blur")
WIDTHS = (24, 48, 80, 80, 128, 128)
POOLED_AFTER = (0, 1, 3)  # indices of the convolutions that a pooling follows
SIZE = CONFIGS[0].preprocessing.size


class BlurPool2d(nn.Module):
    """Binomial 3x3 filter per channel, then every second cell; cells outside the map count as zero."""

    kernel: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        taps = torch.tensor([1.0, 2.0, 1.0]) / 4
        kernel = (taps[:, None] * taps[None]).repeat(channels, 1, 1, 1)
        self.register_buffer("kernel", kernel, persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, ceil(H / 2), ceil(W / 2))."""
        return nn.functional.conv2d(features, self.kernel, stride=2, padding=1, groups=features.shape[1])


def make_pooling(kind: str, channels: int) -> nn.Module:
    """The layer of one of `POOLINGS`: (N, C, H, W) -> (N, C, H/2, W/2)."""
    layers: dict[str, nn.Module] = {
        "max": nn.MaxPool2d(2),
        "average": nn.AvgPool2d(2),
        "strided": nn.MaxPool2d(1, 2),  # the maximum of one cell is the cell
        "blur": BlurPool2d(channels),
    }
    return layers[kind]


def build_small(kind: str) -> Backbone:
    """A small CNN with random weights; `kind` is one of `POOLINGS`. Convolutions are padded with zeros."""
    stages: list[tuple[StageInfo, nn.Module]] = []
    channels, reduction = 3, 1
    for index, width in enumerate(WIDTHS):
        layers = nn.Sequential(nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        stages.append((StageInfo(f"conv{index + 1}", width, reduction), layers))
        channels = width
        if index in POOLED_AFTER:
            reduction *= 2
            name = f"pool{POOLED_AFTER.index(index) + 1}"
            stages.append((StageInfo(name, width, reduction), make_pooling(kind, width)))
    config = CONFIGS[POOLINGS.index(kind)]
    return Backbone(config.name, stages, nn.Linear(channels, config.classes), config.preprocessing)


def load_named(name: str, weights: Path | None = None) -> Backbone:
    """The trained network of that registry name, frozen, in evaluation mode; what `models.registry` calls.

    Raises InvalidArgument for weights that do not fit, BrokenInstall for missing ones.
    """
    kind = name.removeprefix("small_")
    backbone = build_small(kind)
    weights = weights or CONFIGS[POOLINGS.index(kind)].weights
    state = {key: value.float() for key, value in read_state(weights).items()}
    load_state(backbone, state, name)
    freeze(backbone)
    return backbone
