"""Savings of shrinking, held against torch's own count of networks whose later strides are taken out."""

from __future__ import annotations

from itertools import accumulate

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from models.network import NetworkPlan, Operation, OperationKind, StagePlan, Window
from models.pooling_savings import shrinkings
from models.preprocessing import Preprocessing

SIZE, CLASSES, WIDTHS = 32, 5, (4, 6, 8, 8)
STRIDES = [(2, 1, 2, 2), (1, 1, 2, 1), (2, 2, 2, 2), (1, 1, 1, 1)]


def network(strides: tuple[int, ...]) -> nn.Module:
    layers: list[nn.Module] = []
    for channels, width, stride in zip((3, *WIDTHS), WIDTHS, strides, strict=False):
        layers += [nn.Conv2d(channels, width, 3, stride, padding=1, bias=False), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(WIDTHS[-1], CLASSES))


def counted(strides: tuple[int, ...]) -> int:
    counter = FlopCounterMode(display=False)
    with counter, torch.inference_mode():
        network(strides)(torch.zeros(1, 3, SIZE, SIZE))
    return counter.get_total_flops() // 2


def plan_of(strides: tuple[int, ...]) -> NetworkPlan:
    operations, side, channels = [], SIZE, 3
    for index, (width, stride) in enumerate(zip(WIDTHS, strides, strict=True)):
        before, side = side, side // stride
        macs = side * side * width * channels * 9
        shapes = (channels, before, before), (width, side, side)
        kind, window = OperationKind.CONVOLUTION, Window((3, 3), (stride, stride))
        operations.append(Operation("conv", kind, f"stage{index}", (), f"v{index}", *shapes, window, macs=macs))
        channels = width
    linear = CLASSES * channels
    whole = (channels, side, side), (CLASSES,)
    operations.append(Operation("linear", OperationKind.GLOBAL, "classifier", (), "logits", *whole, macs=linear))
    stage = StagePlan("stage0", (WIDTHS[0], SIZE, SIZE), 1, 0, 0, 0, signed=False)
    preprocessing = Preprocessing(SIZE, (0.0,) * 3, (1.0,) * 3)
    return NetworkPlan("hand", preprocessing, (stage,), stage, tuple(operations), exact_cam=True)


@pytest.mark.parametrize("strides", STRIDES)
def test_every_step_is_what_torch_counts_without_the_later_ones(strides: tuple[int, ...]) -> None:
    found = shrinkings(plan_of(strides))
    steps = [place for place, stride in enumerate(strides) if stride > 1]
    assert len(found) == 1 + len(steps)
    for kept, each in enumerate(found):
        cut = tuple(1 if place in steps[kept:] else stride for place, stride in enumerate(strides))
        assert each.macs == counted(cut)
    assert found[-1].macs == counted(strides)


def test_a_step_says_where_it_happens_and_what_is_left() -> None:
    found = shrinkings(plan_of((2, 1, 2, 2)))
    assert [each.stage for each in found] == ["", "stage0", "stage2", "stage3"]
    assert [each.side for each in found] == list(accumulate((SIZE, 2, 2, 2), lambda side, stride: side // stride))
