"""The door for other people's networks, with a stand-in for timm; the libraries themselves where they are installed."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from models.backbones.state import count_classes, read_state
from models.backbones.zoo import load_zoo
from models.errors import BrokenInstall, InvalidArgument
from models.registry import load_backbone


def small(classes: int = 3) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, classes))


class FakeTimm(ModuleType):
    """As much of timm as the door uses: one model, `tiny`, whose weights cannot be fetched."""

    data = SimpleNamespace(
        resolve_model_data_config=lambda model: {
            "input_size": (3, 24, 24),
            "mean": (0.5, 0.5, 0.5),
            "std": (0.2, 0.2, 0.2),
        }
    )

    @staticmethod
    def is_model(name: str) -> bool:
        return name == "tiny"

    @staticmethod
    def create_model(name: str, pretrained: bool, num_classes: int = 1000) -> nn.Module:
        if pretrained:
            raise OSError("no network")
        return small(num_classes)


@pytest.fixture
def timm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timm", FakeTimm("timm"))


@pytest.mark.parametrize("wrapper", [None, "state_dict", "model"])
def test_a_persons_own_weights_are_loaded(timm: None, tmp_path: Path, wrapper: str | None) -> None:
    state: dict[str, Any] = {f"module.{key}": value for key, value in small(7).state_dict().items()}
    torch.save({wrapper: state, "epoch": 3} if wrapper else state, tmp_path / "own.pth")
    backbone = load_backbone("timm:tiny", tmp_path / "own.pth")
    assert backbone.classifier.out_features == 7
    assert backbone.preprocessing.size == 24
    assert backbone.preprocessing.mean == (127.5, 127.5, 127.5)
    assert [info.name for info in backbone.stage_info] == ["0"]


def test_safetensors_are_read_too(tmp_path: Path) -> None:
    save_file(small().state_dict(), tmp_path / "own.safetensors")
    assert count_classes(read_state(tmp_path / "own.safetensors")) == 3


def test_weights_of_another_model_are_refused(timm: None, tmp_path: Path) -> None:
    torch.save({"other.weight": torch.zeros(2, 2)}, tmp_path / "own.pth")
    with pytest.raises(InvalidArgument, match="do not fit timm:tiny") as caught:
        load_zoo("timm:tiny", tmp_path / "own.pth")
    assert caught.value.code == "bad_weights"


class Trap:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("/tmp/fovea-trap"),)


@pytest.mark.parametrize("content", [b"", b"no weights", "trap", "list"])
def test_files_that_are_no_weights_are_refused_and_run_nothing(tmp_path: Path, content: bytes | str) -> None:
    path = tmp_path / "own.pth"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(Trap() if content == "trap" else [1, 2], path)
    with pytest.raises(InvalidArgument) as caught:
        read_state(path)
    assert caught.value.code == "bad_weights"
    assert not Path("/tmp/fovea-trap").exists()


def test_a_model_that_the_library_lacks_is_refused(timm: None) -> None:
    with pytest.raises(InvalidArgument, match="timm has no model called 'huge'"):
        load_zoo("timm:huge")


def test_weights_that_cannot_be_fetched_are_told(timm: None) -> None:
    with pytest.raises(BrokenInstall, match="cannot be fetched") as caught:
        load_zoo("timm:tiny")
    assert "local file" in caught.value.hint


@pytest.mark.parametrize("library", ["timm", "torchvision"])
def test_a_missing_library_is_told_with_what_to_install(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(BrokenInstall) as caught:
        load_zoo(f"{library}:resnet18")
    assert caught.value.code == "missing_library"
    assert f"pip install {library}" in caught.value.hint
