"""Exported backbones on disk: where they lie, and what is said when there can be none."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
import torch

from models.engine.lab import cache as lab_cache
from models.engine.lab.cache import ZOO_LIMIT, backbone_export, ensure_backbone
from models.errors import BrokenInstall, InvalidArgument


def test_other_weights_and_other_backbones_have_other_folders(tmp_path: Path) -> None:
    own = tmp_path / "own.pth"
    torch.save({}, own)
    folders = {
        backbone_export("efficientnet_lite0").folder(tmp_path),
        backbone_export("efficientnet_lite1").folder(tmp_path),
        backbone_export("efficientnet_lite0", own).folder(tmp_path),
    }
    assert len(folders) == 3
    assert all(folder.parent == tmp_path / "lab" for folder in folders)


def test_unknown_names_and_missing_libraries_are_told_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidArgument):
        ensure_backbone(tmp_path, "nothing")

    def missing(library: str) -> str:
        raise PackageNotFoundError(library)

    monkeypatch.setattr(lab_cache, "version", missing)
    lab_cache._export.cache_clear()
    with pytest.raises(BrokenInstall, match="timm is not installed"):
        ensure_backbone(tmp_path, "timm:resnet18")


@pytest.mark.thorough
def test_what_the_export_refuses_is_told_as_it_said(tmp_path: Path) -> None:
    own = tmp_path / "own.pth"
    torch.save({"epoch": 3}, own)
    with pytest.raises(InvalidArgument, match="is not a state dict") as caught:
        ensure_backbone(tmp_path, "efficientnet_lite0", own)
    assert caught.value.code == "no_state_dict"
    assert caught.value.values == {"file": "own.pth"}
    assert "state dict" in caught.value.hint
    assert [path.name for path in tmp_path.glob("lab/*")] == ["efficientnet_lite0.lock"]


def test_a_replaced_file_is_another_network(tmp_path: Path) -> None:
    own, keys = tmp_path / "own.pth", set()
    for number in range(3):
        torch.save({"a": torch.full((2,), float(number))}, own)
        os.utime(own, ns=(number, number))
        keys.add(backbone_export("efficientnet_lite0", own).key)
    assert len(keys) == 3


def test_a_network_of_a_library_has_minutes_to_come_not_half_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_cache, "version", lambda library: "1.0")
    monkeypatch.setattr(lab_cache, "is_registered", lambda library, name: name == "tiny")
    lab_cache._export.cache_clear()
    assert backbone_export("timm:tiny").limit == ZOO_LIMIT
    with pytest.raises(InvalidArgument) as caught:
        backbone_export("timm:huge")
    assert caught.value.code == "no_such_model"
    lab_cache._export.cache_clear()
