"""Which backbones there are."""

from __future__ import annotations

import pytest

from models.errors import InvalidArgument
from models.registry import PACKAGED, SMALL, backbone_names, check_name, is_zoo_name


def test_the_packaged_backbones_come_in_the_order_of_their_size() -> None:
    assert backbone_names() == ("efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2")
    assert PACKAGED["efficientnet_lite1"].title == "EfficientNet-Lite1"


def test_the_small_networks_go_by_their_pooling() -> None:
    assert tuple(SMALL) == ("small_max", "small_average", "small_strided", "small_blur")
    assert check_name("small_blur") == "small_blur"


@pytest.mark.parametrize("name", ["torchvision:resnet18", "timm:resnet18.a1_in1k", "timm:efficientnet_b0"])
def test_models_of_other_libraries_have_their_librarys_name_before_theirs(name: str) -> None:
    assert is_zoo_name(name)
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "resnet18", "keras:resnet", "timm:", "timm:hf_hub:someone/model", "timm:../x", "torchvision:a b", "timm:x\n"],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        check_name(name)
    assert caught.value.code == "no_such_backbone"
