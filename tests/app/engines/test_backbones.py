"""Where engines come from, and which weights they take."""

from pathlib import Path

import pytest

from app.engines.backbones import CachedBackbones
from models.engine.exports.note import note_folder
from models.engine.lab.cache import backbone_export
from models.errors import InvalidArgument


def test_ones_own_weights_are_found_by_the_networks_name(tmp_path: Path) -> None:
    mine = tmp_path / "torchvision_resnet18.pth"
    mine.write_bytes(b"")
    backbones = CachedBackbones(tmp_path / "cache", tmp_path)
    assert backbones.weights_of("torchvision:resnet18") == mine
    assert backbones.weights_of("timm:resnet18") is None
    assert backbones.weights_of("efficientnet_lite0") is None


def test_no_folder_means_no_weights_of_ones_own(tmp_path: Path) -> None:
    assert CachedBackbones(tmp_path).weights_of("torchvision:resnet18") is None


def test_a_network_is_prepared_once_its_export_is_noted(tmp_path: Path) -> None:
    folder = backbone_export("efficientnet_lite0").folder(tmp_path)
    folder.mkdir(parents=True)
    (folder / "plan.json").write_bytes(b"")
    assert not CachedBackbones(tmp_path).prepared("efficientnet_lite0")
    note_folder(folder)
    assert CachedBackbones(tmp_path).prepared("efficientnet_lite0")
    assert not CachedBackbones(tmp_path).prepared("efficientnet_lite1")


@pytest.mark.parametrize("net", ["torchvision:../../etc/passwd", "../x", "torchvision:", "nothing"])
def test_a_name_that_is_no_networks_is_refused_before_any_file_is_looked_for(tmp_path: Path, net: str) -> None:
    with pytest.raises(InvalidArgument):
        CachedBackbones(tmp_path, tmp_path).weights_of(net)
