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

from app.language.i18n import translator
from app.web.errors import view_error
from models.backbones import bad_weights
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


class Named(nn.Module):
    """As torchvision's ConvNeXt: linear layers in its blocks, and in a file sorted by name the head is not the last."""

    def __init__(self, classes: int = 5, head: str = "classifier") -> None:
        super().__init__()
        self.head = head
        self.add_module("stem", nn.Conv2d(3, 4, 3))
        self.add_module(head, nn.Linear(4, classes))
        self.add_module("features", nn.Linear(4, 4))


@pytest.mark.parametrize("classes", [5, 7, 1])
@pytest.mark.parametrize("ending", [".safetensors", ".pth"])
@pytest.mark.parametrize("head", ["a_head", "classifier", "zz"])
def test_classes_are_counted_wherever_the_head_stands_in_the_file(
    head: str, ending: str, classes: int, tmp_path: Path
) -> None:
    path, state = tmp_path / f"own{ending}", Named(classes, head).state_dict()
    save_file(state, path) if ending == ".safetensors" else torch.save(state, path)
    assert count_classes(read_state(path), Named(5, head), "net") == (None if classes == 5 else classes)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"other.weight": torch.zeros(2, 2)}, "0.weight"),
        ({**small().state_dict(), "4.bias": None}, "4.bias"),
        ({**small().state_dict(), "5.weight": torch.zeros(3)}, "5.weight"),
        ({**small().state_dict(), "0.weight": torch.zeros(4, 3, 5, 5)}, "0.weight"),
        ({**small().state_dict(), "0.weight": torch.zeros(8, 3, 3, 3)}, "0.weight"),
    ],
)
def test_weights_of_another_model_are_refused_with_the_first_tensor_that_differs(
    timm: None, tmp_path: Path, change: dict[str, Any], key: str
) -> None:
    torch.save({name: value for name, value in change.items() if value is not None}, tmp_path / "own.pth")
    with pytest.raises(InvalidArgument, match="do not fit timm:tiny") as caught:
        load_zoo("timm:tiny", tmp_path / "own.pth")
    assert caught.value.code == "weights_of_another"
    assert caught.value.values["tensor"] == key


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("ending", [".safetensors", ".pth"])
def test_weights_that_are_no_numbers_are_refused(number: float, ending: str, tmp_path: Path) -> None:
    path, state = tmp_path / f"own{ending}", small().state_dict()
    state["4.bias"][1] = number
    save_file(state, path) if ending == ".safetensors" else torch.save(state, path)
    with pytest.raises(InvalidArgument) as caught:
        read_state(path)
    assert (caught.value.code, caught.value.values["tensor"]) == ("weights_not_finite", "4.bias")


class Trap:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("/tmp/fovea-trap"),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unreadable_weights"),
        (b"no weights", "unreadable_weights"),
        (bytes(range(256)) * 20, "unreadable_weights"),
        (Trap(), "weights_with_code"),
        ({"state_dict": small().state_dict(), "trap": Trap()}, "weights_with_code"),
        (small(), "weights_with_code"),
        ([1, 2], "no_state_dict"),
        ({"epoch": 3}, "no_state_dict"),
        ({}, "no_state_dict"),
    ],
)
def test_files_that_are_no_weights_are_refused_with_the_reason_and_run_nothing(
    tmp_path: Path, content: Any, code: str
) -> None:
    path = tmp_path / "own.pth"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(InvalidArgument) as caught:
        read_state(path)
    assert caught.value.code == code
    assert caught.value.values["file"] == "own.pth"
    assert not Path("/tmp/fovea-trap").exists()


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
def test_every_reason_is_told_in_every_language(tag: str) -> None:
    t = translator(tag)
    for error in (
        bad_weights.unreadable("own.pth", "BadZipFile"),
        bad_weights.holds_code("own.pth", "posix.system"),
        bad_weights.no_state("own.pth"),
        bad_weights.not_finite("own.pth", "fc.bias"),
        bad_weights.of_another("timm:tiny", 3, 4, "fc.bias"),
    ):
        view = view_error(error, t)
        assert view.message != error.message or tag == "en"
        assert all(str(value) in view.message for value in error.values.values())


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
