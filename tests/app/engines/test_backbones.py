"""Where engines come from, and which weights they take."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from app.engines.backbones import CachedBackbones
from models.engine.exports.note import note_folder
from models.engine.lab import cache as lab_cache
from models.engine.lab import stages
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


def test_a_replaced_file_gives_the_network_another_key(tmp_path: Path) -> None:
    backbones, mine = CachedBackbones(tmp_path / "cache", tmp_path), tmp_path / "torchvision_resnet18.pth"
    keys = [backbones.key("torchvision:resnet18")]
    for number in range(2):
        mine.write_bytes(b"weights")
        os.utime(mine, ns=(number, number))
        keys.append(backbones.key("torchvision:resnet18"))
    (tmp_path / "torchvision_resnet18.safetensors").write_bytes(b"weights")
    keys.append(backbones.key("torchvision:resnet18"))
    mine.unlink()
    (tmp_path / "torchvision_resnet18.safetensors").unlink()
    assert len(set(keys)) == 4
    assert backbones.key("torchvision:resnet18") == keys[0] == "torchvision:resnet18"
    assert backbones.key("efficientnet_lite0") == "efficientnet_lite0"


@pytest.fixture
def timm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if timm were installed; its names cannot be told."""
    monkeypatch.setattr(lab_cache, "version", lambda library: "1.0")
    monkeypatch.setattr(lab_cache, "is_registered", lambda library, name: True)
    lab_cache._export.cache_clear()
    yield
    lab_cache._export.cache_clear()


def test_a_refusal_is_remembered_until_the_file_is_another(
    timm: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "timm_tiny.pth"
    torch.save({"a": torch.zeros(1)}, own)
    tries = []

    def refuse(cache_dir: Path, net: str, weights: Path) -> None:
        tries.append(net)
        raise InvalidArgument("Another network's.", code="weights_of_another")

    monkeypatch.setattr(stages, "load_stages", refuse)
    backbones = CachedBackbones(tmp_path / "cache", tmp_path)
    assert not backbones.prepared("timm:tiny")
    with pytest.raises(InvalidArgument):
        backbones.load("timm:tiny")
    for _ in range(3):
        with pytest.raises(InvalidArgument, match="Another network's"):
            backbones.prepared("timm:tiny")
    assert tries == ["timm:tiny"]
    torch.save({"a": torch.ones(2)}, own)
    assert not backbones.prepared("timm:tiny")


def test_a_file_that_can_be_no_weights_is_refused_before_anything_waits(timm: None, tmp_path: Path) -> None:
    (tmp_path / "timm_tiny.pth").write_bytes(b"anything")
    with pytest.raises(InvalidArgument) as caught:
        CachedBackbones(tmp_path / "cache", tmp_path).prepared("timm:tiny")
    assert caught.value.code == "unreadable_weights"


def test_without_leave_to_fetch_a_name_is_refused_before_anything_waits(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument) as caught:
        CachedBackbones(tmp_path / "cache", tmp_path, downloads=False).prepared("timm:tiny")
    assert caught.value.code == "zoo_closed"
