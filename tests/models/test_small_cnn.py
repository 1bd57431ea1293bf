"""Four small CNNs that differ in their pooling alone."""

from __future__ import annotations

import pytest
import torch

from models.backbones.small_cnn import POOLINGS, SIZE, BlurPool2d, build_small, make_pooling


@pytest.mark.parametrize("kind", POOLINGS)
def test_all_four_have_the_same_stages_and_the_same_learned_parameters(kind: str) -> None:
    one, other = build_small(kind), build_small("max")
    assert one.stage_info == other.stage_info
    shapes = [(name, value.shape) for name, value in one.named_parameters()]
    assert shapes == [(name, value.shape) for name, value in other.named_parameters()]
    stages = one.eval().forward_stages(torch.zeros(1, 3, SIZE, SIZE))
    sides = [SIZE // info.reduction for info in one.stage_info]
    assert [tuple(stage.shape[1:]) for stage in stages] == [
        (info.num_channels, side, side) for info, side in zip(one.stage_info, sides, strict=True)
    ]


def test_each_pooling_does_what_its_name_says() -> None:
    cells = torch.randn(1, 5, 8, 6, generator=torch.Generator().manual_seed(0))
    groups = cells.unfold(2, 2, 2).unfold(3, 2, 2).flatten(4)
    assert torch.equal(make_pooling("max", 5)(cells), groups.max(-1).values)
    assert torch.allclose(make_pooling("average", 5)(cells), groups.mean(-1))
    assert torch.equal(make_pooling("strided", 5)(cells), cells[:, :, ::2, ::2])
    inside = make_pooling("blur", 5)(cells)[0, 0, 1, 1]
    taps = torch.tensor([1.0, 2.0, 1.0]) / 4
    assert torch.allclose(inside, (taps[:, None] * taps * cells[0, 0, 1:4, 1:4]).sum())


def test_blur_pooling_keeps_a_constant_inside_and_learns_nothing() -> None:
    layer = BlurPool2d(3)
    assert not list(layer.parameters())
    assert torch.allclose(layer(torch.ones(1, 3, 10, 10))[:, :, 1:, 1:], torch.ones(1, 3, 4, 4))
