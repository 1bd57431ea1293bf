"""The encoder's graphs as torch modules ready for export."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.backbone import Backbone, SameConv2d, same_padding
from models.backbones.nanodet import STRIDES, NanoDet, decode_boxes


class EncodeGraph(nn.Module):
    """A CNN as an encoder: what it hands over, and the answer that it would give as an end model."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone = backbone
        with_fixed_padding(backbone)
        self.mean, self.std = backbone.preprocessing.mean[0], backbone.preprocessing.std[0]

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """uint8 (1, 32 R, 32 C, 3) -> grid (D, R, C), pooled (D,), logits (classes,)."""
        features = (pixels.permute(0, 3, 1, 2).to(torch.float32) - self.mean) / self.std
        for stage in self.backbone.stages:
            features = stage(features)
        pooled = features.mean(dim=(2, 3))
        return features[0], pooled[0], self.backbone.classifier(pooled)[0]


class DetectGraph(nn.Module):
    """The detector with its boxes decoded."""

    mean: Tensor  # (3, 1, 1)
    std: Tensor

    def __init__(self, detector: NanoDet) -> None:
        super().__init__()
        self.detector = detector
        mean, std = (torch.tensor(v)[:, None, None] for v in (detector.preprocessing.mean, detector.preprocessing.std))
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("std", std, persistent=False)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """uint8 (1, S, S, 3) -> scores (80, P) and boxes (P, 4) as fractions, P places of the strides 8, 16 and 32."""
        maps = self.detector.detect((pixels.permute(0, 3, 1, 2).to(torch.float32) - self.mean) / self.std)
        scores = torch.cat([each[0].flatten(1) for each in maps.logits], 1).sigmoid()
        levels = zip(maps.bins, STRIDES, strict=True)
        boxes = torch.cat([decode_boxes(bins, stride)[0].flatten(0, 1) for bins, stride in levels])
        return scores, boxes / pixels.shape[1]


class PaddedConv2d(nn.Module):
    """A SAME convolution whose padding is the same number for every even size: SAME of a stride asks no more."""

    def __init__(self, convolution: SameConv2d) -> None:
        super().__init__()
        self.convolution = convolution
        top, bottom = same_padding(2**10, int(convolution.kernel_size[0]), int(convolution.stride[0]))
        left, right = same_padding(2**10, int(convolution.kernel_size[1]), int(convolution.stride[1]))
        self.pad = (left, right, top, bottom)

    def forward(self, features: Tensor) -> Tensor:
        """(N, C, H, W), H and W multiples of the stride -> (N, out_channels, H / stride, W / stride)."""
        convolution = self.convolution
        padded = nn.functional.pad(features, self.pad)
        return nn.functional.conv2d(padded, convolution.weight, None, convolution.stride, 0, 1, convolution.groups)


def with_fixed_padding(module: nn.Module) -> nn.Module:
    """The same network for every multiple of its stride, in place: what is traced names no size."""
    for name, child in module.named_children():
        if isinstance(child, SameConv2d):
            setattr(module, name, PaddedConv2d(child))
        else:
            with_fixed_padding(child)
    return module
