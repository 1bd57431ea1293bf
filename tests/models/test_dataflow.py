"""Any convolutional classifier in stages, by its data flow."""

from __future__ import annotations

from collections import OrderedDict

import pytest
import torch
from torch import Tensor, nn

from models.backbones.dataflow import stage_by_dataflow
from models.errors import InvalidArgument
from models.preprocessing import Preprocessing
from tests.models.tiny_networks import PREPROCESSING, Residual, mixed_model

SMALL = Preprocessing(16, (0, 0, 0), (1, 1, 1))


class Net(nn.Module):
    """Named as torchvision's ResNets are."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1, self.maxpool = nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.MaxPool2d(2)
        self.layer1 = nn.Sequential(Residual(4, 6), Residual(6, 6))
        self.avgpool, self.fc = nn.AdaptiveAvgPool2d((1, 1)), nn.Linear(6, 3)

    def forward(self, pixels: Tensor) -> Tensor:
        features = self.layer1(self.maxpool(torch.relu(self.bn1(self.conv1(pixels)))))
        logits: Tensor = self.fc(torch.flatten(self.avgpool(features), 1))
        return logits


def test_stages_are_the_networks_blocks() -> None:
    backbone = stage_by_dataflow("net", Net(), SMALL)
    found = [(info.name, info.num_channels, info.reduction) for info in backbone.stage_info]
    assert found == [("conv1", 4, 1), ("maxpool", 4, 2), ("layer1.0", 6, 4), ("layer1.1", 6, 8)]
    assert backbone.exact_cam
    assert backbone.stage_index("layer1.0") == 2


def test_stages_compute_what_the_network_does() -> None:
    torch.manual_seed(0)
    network, pixels = Net().eval(), torch.rand(2, 3, 16, 16)
    with torch.no_grad():
        expected = network(pixels)
        backbone = stage_by_dataflow("net", network, SMALL)
        assert torch.allclose(backbone(pixels), expected, atol=1e-6)
        assert [tuple(stage.shape[1:]) for stage in backbone.forward_stages(pixels)] == [
            (4, 16, 16), (4, 8, 8), (6, 4, 4), (6, 2, 2),
        ]  # fmt: skip


def test_a_staged_network_is_frozen() -> None:
    backbone = stage_by_dataflow("net", mixed_model(), PREPROCESSING)
    assert not any(parameter.requires_grad for parameter in backbone.parameters())
    assert not any(module.training for module in backbone.modules())


def test_a_network_with_several_linear_layers_has_no_exact_cam() -> None:
    head = (nn.Flatten(), nn.Linear(4 * 64, 8), nn.ReLU(), nn.Linear(8, 2))
    network = nn.Sequential(nn.Conv2d(3, 4, 3, 2, padding=1), nn.ReLU(), *head)
    assert not stage_by_dataflow("deep", network, SMALL).exact_cam


class DenseLayer(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(channels), nn.Conv2d(channels, 2, 3, padding=1)

    def forward(self, features: list[Tensor]) -> Tensor:
        found: Tensor = self.conv1(torch.relu(self.norm1(torch.cat(features, 1))))
        return found


class DenseBlock(nn.ModuleDict):
    """As torchvision and timm have it: every layer reads what all before it have found."""

    def __init__(self, channels: int, layers: int) -> None:
        super().__init__({f"denselayer{at + 1}": DenseLayer(channels + 2 * at) for at in range(layers)})

    def forward(self, features: Tensor) -> Tensor:
        found = [features]
        for layer in self.values():
            found.append(layer(found))
        return torch.cat(found, 1)


def dense_net() -> nn.Sequential:
    layers: list[tuple[str, nn.Module]] = [("conv0", nn.Conv2d(3, 4, 3, padding=1)), ("norm0", nn.BatchNorm2d(4))]
    layers += [("pool0", nn.AvgPool2d(2))]
    for at, channels in ((1, 4), (2, 4)):
        layers += [(f"denseblock{at}", DenseBlock(channels, 2)), (f"norm{at}", nn.BatchNorm2d(8))]
        layers += [(f"conv{at}", nn.Conv2d(8, 4, 1)), (f"pool{at}", nn.AvgPool2d(2))]
    head = (("mean", nn.AdaptiveAvgPool2d(1)), ("flat", nn.Flatten()), ("fc", nn.Linear(4, 2)))
    return nn.Sequential(OrderedDict([*layers, *head]))


def test_a_dense_blocks_stage_is_named_for_the_block_not_for_its_first_layer() -> None:
    backbone = stage_by_dataflow("dense", dense_net(), SMALL)
    around = [("conv0", "pool0"), ("conv1", "pool1"), ("conv2", "pool2")]
    expected = [*around[0], "denseblock1", *around[1], "denseblock2", *around[2]]
    assert [info.name for info in backbone.stage_info] == expected


class Branching(nn.Module):
    """Asks for the size that it sees, as padding layers of TensorFlow's networks do."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Conv2d(3, 3, 3)

    def forward(self, pixels: Tensor) -> Tensor:
        padded = nn.functional.pad(pixels, (1, 1, 1, 1)) if pixels.shape[-1] % 2 == 0 else pixels
        found: Tensor = self.inner(padded)
        return found


def test_modules_that_branch_on_what_they_see_stay_whole() -> None:
    layers = OrderedDict(
        odd=Branching(), act=nn.ReLU(), conv=nn.Conv2d(3, 4, 3, 2), pool=nn.AdaptiveAvgPool2d(1), flat=nn.Flatten(),
        fc=nn.Linear(4, 2),
    )  # fmt: skip
    backbone = stage_by_dataflow("odd", nn.Sequential(layers), SMALL)
    assert [info.name for info in backbone.stage_info] == ["odd", "conv"]


class Mutinous(nn.Module):
    """Branches on the pixels themselves."""

    def forward(self, pixels: Tensor) -> Tensor:
        return pixels if pixels.sum() > 0 else -pixels


@pytest.mark.parametrize(
    ("network", "why"),
    [
        (nn.Sequential(nn.Flatten(), nn.Linear(768, 2)), "no feature maps"),
        (nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()), "linear layer"),
        (Mutinous(), "cannot be traced"),
    ],
)
def test_networks_that_cannot_be_shown_are_refused_with_the_reason(network: nn.Module, why: str) -> None:
    with pytest.raises(InvalidArgument, match=why) as caught:
        stage_by_dataflow("odd", network, SMALL)
    assert caught.value.code == "unsupported_backbone"
