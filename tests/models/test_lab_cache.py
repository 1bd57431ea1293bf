"""Exported backbones on disk: where they lie, and what is said when there can be none."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from models.engine.lab import cache as lab_cache
from models.engine.lab.cache import backbone_export, ensure_backbone
from models.errors import BrokenInstall, InvalidArgument


def test_other_weights_and_other_backbones_have_other_folders(tmp_path: Path) -> None:
    own = tmp_path / "own.pth"
    own.write_bytes(b"weights")
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
    lab_cache.backbone_export.cache_clear()
    with pytest.raises(BrokenInstall, match="timm is not installed"):
        ensure_backbone(tmp_path, "timm:resnet18")


def test_what_the_export_refuses_is_told_as_it_said(tmp_path: Path) -> None:
    own = tmp_path / "own.pth"
    own.write_bytes(b"no weights")
    with pytest.raises(InvalidArgument, match="cannot be read as weights") as caught:
        ensure_backbone(tmp_path, "efficientnet_lite0", own)
    assert caught.value.code == "bad_weights"
    assert "state dict" in caught.value.hint
    assert [path.name for path in tmp_path.glob("lab/*")] == ["efficientnet_lite0.lock"]
