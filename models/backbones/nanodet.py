"""NanoDet-g, a small detector, as a staged backbone in plain torch.

NanoDet (RangiLyu/nanodet, Apache-2.0) with its `g` network: a CSP-Net (Wang et al. 2020, arXiv:1911.11929) of plain
3x3 convolutions down to stride 32, a pyramid that runs down and up again (PAN; Liu et al. 2018, arXiv:1803.01534) by
resizing and adding alone, and at strides 8, 16 and 32 one score for each of COCO's 80 classes and a distribution over
11 bins for each side of a box (generalised focal loss; Li et al. 2020, arXiv:2006.04388). Batch norm is folded into
the convolutions. Trained on COCO train2017; `models.training.nanodet_weights` wrote the weights of the manifest's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.backbone import Backbone, StageInfo, freeze
from models.backbones.config import BackboneConfig
from models.backbones.state import load_state, read_state
from models.preprocessing import Preprocessing
from models.weights import entry

# In RGB's order: the network was trained on BGR, and the first convolution's weights are turned to fit.
CONFIGS = (
    BackboneConfig(
        "nanodet_g",
        "NanoDet-g",
        Preprocessing(416, (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
        classes=80,
        family="detector",
    ),
)
NAME = CONFIGS[0].name
CLASSES, BINS = 80, 11
STRIDES = (8, 16, 32)
WIDTH = 128  # of the pyramid


def conv(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution with bias (batch norm is folded in) and LeakyReLU."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2), nn.LeakyReLU(0.1))


class Residual(nn.Module):
    """Two convolutions whose outputs stand side by side, second first."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.narrow, self.again = conv(inputs, inputs // 2), conv(inputs // 2, inputs // 2)

    def forward(self, features: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W) whose halves are C / 2 channels each."""
        narrow = self.narrow(features)
        return torch.cat([self.again(narrow), narrow], 1)


class CspBlock(nn.Module):
    """A convolution (of stride 1 or 2), residual blocks on it, and both side by side: twice the channels."""

    def __init__(self, inputs: int, residuals: int, stride: int) -> None:
        super().__init__()
        self.enter = conv(inputs, inputs, stride=stride)
        self.residuals = nn.Sequential(*(Residual(inputs) for _ in range(residuals)))
        self.leave = conv(inputs, inputs)

    def forward(self, features: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, 2C, H / stride, W / stride)."""
        entered = self.enter(features)
        return torch.cat([self.leave(self.residuals(entered)), entered], 1)


class Pyramid(nn.Module):
    """Maps at strides 8, 16 and 32 brought to one width, added downwards and upwards."""

    def __init__(self) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(channels, WIDTH, 1) for channels in (128, 256, 512))

    def forward(self, fine: Tensor, middle: Tensor, coarse: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(N, 128, 4R, 4C), (N, 256, 2R, 2C), (N, 512, R, C) -> the same places, 128 channels each."""
        fine, middle, coarse = (layer(x) for layer, x in zip(self.lateral, (fine, middle, coarse), strict=True))
        middle = middle + double(coarse)
        fine = fine + double(middle)
        middle = middle + functional.avg_pool2d(fine, 2)
        return fine, middle, coarse + functional.avg_pool2d(middle, 2)


def double(features: Tensor) -> Tensor:
    """(N, C, H, W) -> (N, C, 2H, 2W), bilinear with cell edges aligned."""
    return functional.interpolate(features, scale_factor=2, mode="bilinear", align_corners=False)


@dataclass(frozen=True)
class DetectorMaps:
    """What the detector makes of pixels, at strides 8, 16 and 32."""

    pyramid: tuple[Tensor, ...]  # (N, 128, H, W) each
    logits: tuple[Tensor, ...]  # (N, 80, H, W) each, before the sigmoid
    bins: tuple[Tensor, ...]  # (N, 4 x 11, H, W) each: left, top, right, bottom


class NanoDet(Backbone):
    """The stages of the CSP-Net, then pyramid and heads.

    As a classifier of a whole photo (`conclude`) it says the highest logit of each class over all places, so its
    probabilities are sigmoids that need not sum to 1.
    """

    exact_cam = False
    independent = True

    def __init__(self) -> None:
        stages: list[tuple[StageInfo, nn.Module]] = [
            (StageInfo("stem", 32, 2), conv(3, 32, stride=2)),
            (StageInfo("pool", 32, 4), nn.MaxPool2d(3, 2, 1)),
            (StageInfo("csp1", 64, 4), CspBlock(32, 1, 1)),
            (StageInfo("csp2", 128, 8), CspBlock(64, 2, 2)),
            (StageInfo("csp3", 256, 16), CspBlock(128, 2, 2)),
            (StageInfo("csp4", 512, 32), CspBlock(256, 3, 2)),
        ]
        super().__init__(NAME, stages, nn.Linear(1, 1), CONFIGS[0].preprocessing)
        del self.classifier
        self.pyramid = Pyramid()
        self.heads = nn.ModuleList(
            nn.Sequential(conv(WIDTH, WIDTH), nn.Conv2d(WIDTH, CLASSES + 4 * BINS, 1)) for _ in STRIDES
        )

    @property
    def tail(self) -> nn.Module:
        """Pyramid and heads."""
        return nn.ModuleList([self.pyramid, self.heads])

    def conclude(self, stages: Sequence[Tensor]) -> Tensor:
        """The highest logit of each class over all places of all levels: (N, 80)."""
        levels = [each[:, :CLASSES].amax((2, 3)) for each in self._heads(self.pyramid(*stages[-3:]))]
        return torch.stack(levels, 1).amax(1)

    def detect(self, pixels: Tensor) -> DetectorMaps:
        """(N, 3, S, S), RGB and normalised, S a multiple of 32 -> pyramid, class logits and box bins."""
        pyramid = self.pyramid(*self.forward_stages(pixels)[-3:])
        logits, bins = zip(*(torch.split(x, [CLASSES, 4 * BINS], 1) for x in self._heads(pyramid)), strict=True)
        return DetectorMaps(tuple(pyramid), logits, bins)

    def _heads(self, pyramid: Sequence[Tensor]) -> list[Tensor]:
        """(N, 80 + 44, H, W) per level: class logits, then box bins."""
        return [head(level) for head, level in zip(self.heads, pyramid, strict=True)]


def decode_boxes(bins: Tensor, stride: int) -> Tensor:
    """Box bins (N, 44, H, W) -> boxes (N, H, W, 4) as left, top, right, bottom in pixels of the input."""
    x, y = centres(bins.shape[-2], bins.shape[-1], stride)
    left, top, right, bottom = (distances(bins.flatten(2)) * stride).unflatten(2, bins.shape[-2:]).unbind(1)
    return torch.stack([x - left, y - top, x + right, y + bottom], -1)


def distances(bins: Tensor) -> Tensor:
    """Box bins (N, 44, P) -> how far the sides are from a cell's centre, in strides (N, 4, P): the expectation of each
    side's distribution over 0..10.
    """
    likely = bins.unflatten(1, (4, BINS)).softmax(2)
    return (likely * torch.arange(BINS, dtype=bins.dtype)[:, None]).sum(2)


def centres(rows: int, cols: int, stride: int) -> tuple[Tensor, Tensor]:
    """Where cells have their centres, in pixels of the input: x and y, (rows, cols) each."""
    y, x = ((torch.arange(cells) + 0.5) * stride for cells in (rows, cols))
    return x[None].expand(rows, cols), y[:, None].expand(rows, cols)


def build() -> NanoDet:
    """The network with random weights, in evaluation mode."""
    network = NanoDet()
    network.eval()
    return network


def load(weights: Path | None = None) -> NanoDet:
    """The pretrained detector, frozen, in evaluation mode; raises InvalidArgument for weights that do not fit."""
    network = build()
    load_state(network, read_state(weights or entry(NAME).file), NAME)
    freeze(network)
    return network


def load_named(name: str, weights: Path | None = None) -> NanoDet:  # noqa: ARG001 - the registry gives it
    """The detector; what `models.registry` calls."""
    return load(weights)
