"""A backbone: a pretrained CNN as an ordered list of stages.

Each stage is a module from one feature map to the next, so every stage's output is had by a plain
loop (`forward_stages`) and no forward hooks, which give wrong activations when threads share a module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.errors import InvalidArgument
from models.preprocessing import Preprocessing


@dataclass(frozen=True)
class StageInfo:
    """What is known of a stage before it runs (timm's feature info)."""

    name: str
    num_channels: int
    reduction: int  # pixels of the input per cell of this stage, along each axis


class Backbone(nn.Module):
    """A CNN as `stages`, global average pooling and one linear classifier.

    Args:
        name: registry name, such as ``efficientnet_lite0``.
        stages: (name, module, num_channels, reduction) in running order.
        classifier: linear layer from the last stage's channels to the classes.
        preprocessing: how pixels become the network's input; it travels with the weights.

    A network that ends otherwise overrides `classify`, `tail` and `exact_cam`; one that reads several stages for its
    logits overrides `conclude`.
    """

    exact_cam = True  # it ends in global mean pooling and one linear layer
    independent = False  # each class has a probability of its own (a sigmoid), and they need not sum to 1

    def __init__(
        self,
        name: str,
        stages: Sequence[tuple[StageInfo, nn.Module]],
        classifier: nn.Linear,
        preprocessing: Preprocessing,
    ) -> None:
        super().__init__()
        self.name = name
        self.stage_info = tuple(info for info, _ in stages)
        self.stages = nn.ModuleList(module for _, module in stages)
        self.classifier = classifier
        self.preprocessing = preprocessing

    @property
    def tail(self) -> nn.Module:
        """What `classify` holds: every parameter outside the stages."""
        return self.classifier

    def forward_stages(self, pixels: Tensor) -> list[Tensor]:
        """Run the network and keep every stage: (N, 3, H, W) -> [(N, C_i, H_i, W_i) per stage]."""
        outputs: list[Tensor] = []
        features = pixels
        for stage in self.stages:
            features = stage(features)
            outputs.append(features)
        return outputs

    def classify(self, last: Tensor) -> Tensor:
        """Logits from the last stage: (N, C, H, W) -> (N, classes)."""
        logits: Tensor = self.classifier(last.mean(dim=(2, 3)))
        return logits

    def conclude(self, stages: Sequence[Tensor]) -> Tensor:
        """Logits from every stage's output: (N, classes)."""
        return self.classify(stages[-1])

    def forward(self, pixels: Tensor) -> Tensor:
        """Class logits: (N, 3, H, W) -> (N, classes)."""
        return self.conclude(self.forward_stages(pixels))

    def stage_index(self, name: str) -> int:
        """Position of the stage called `name`; raises InvalidArgument when there is none."""
        for index, info in enumerate(self.stage_info):
            if info.name == name:
                return index
        known = ", ".join(info.name for info in self.stage_info)
        raise InvalidArgument(
            f"{self.name} has no stage called {name!r}.",
            code="no_such_stage",
            argument="stage",
            hint=f"Choose one of: {known}.",
            name=name,
            known=known,
        )


def freeze(module: nn.Module) -> nn.Module:
    """Put a module into evaluation mode and ask for no gradients of its weights."""
    module.eval()
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    return module


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """TensorFlow's SAME padding of one axis as (before, after); the odd pixel goes after.

    Output length is ceil(size / stride).
    """
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow's SAME: asymmetric where the stride does not divide evenly."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, out_channels, ceil(H / stride), ceil(W / stride))."""
        kernel_h, kernel_w = int(self.kernel_size[0]), int(self.kernel_size[1])
        stride_h, stride_w = int(self.stride[0]), int(self.stride[1])
        top, bottom = same_padding(input.shape[2], kernel_h, stride_h)
        left, right = same_padding(input.shape[3], kernel_w, stride_w)
        padded = torch.nn.functional.pad(input, (left, right, top, bottom))
        return self._conv_forward(padded, self.weight, self.bias)
