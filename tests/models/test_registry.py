"""Which backbones there are."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from models.backbones.config import BackboneConfig, Family
from models.errors import InvalidArgument
from models.registry import (
    BUILT_IN,
    PACKAGED,
    SMALL,
    backbone_names,
    check_name,
    find_backbones,
    is_zoo_name,
    module_of,
)

ROOT = Path(__file__).parents[2]


def test_the_packaged_backbones_come_in_the_order_of_their_size() -> None:
    names = [name for name in backbone_names() if name.startswith("efficientnet")]
    assert names == ["efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2"]
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


ROW = 'CONFIGS = (BackboneConfig("{name}", "A title", Preprocessing(32, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))),)\n'


def test_a_file_with_a_row_is_found_and_not_run(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("import torch_that_is_not_there\n" + ROW.format(name="mine"))
    (tmp_path / "layers.py").write_text("import torch\n")
    found = find_backbones(tmp_path)
    assert list(found) == ["mine"]
    module, config = found["mine"]
    assert (module, config.title, config.classes, config.preprocessing.size) == (
        "models.backbones.mine",
        "A title",
        1000,
        32,
    )


def test_two_backbones_of_one_name_are_refused(tmp_path: Path) -> None:
    for file in ("one.py", "other.py"):
        (tmp_path / file).write_text(ROW.format(name="mine"))
    with pytest.raises(ValueError, match=r"two backbones are called mine: models\.backbones\.one and other"):
        find_backbones(tmp_path)


def test_a_row_that_is_not_written_out_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("SIZE = 32\n" + ROW.format(name="mine").replace("32", "SIZE"))
    with pytest.raises(ValueError, match=r"mine\.py:2: .*write out SIZE"):
        find_backbones(tmp_path)


def test_a_detector_can_be_loaded_and_is_in_no_list_of_classifiers(tmp_path: Path) -> None:
    row = ROW.format(name="finder").replace(")),)", '), classes=80, family="detector"),)', 1)
    (tmp_path / "finder.py").write_text(row)
    ((_, config),) = find_backbones(tmp_path).values()
    assert (config.family, config.classes) == (Family.DETECTOR, 80)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_row_read_from_the_source_is_the_one_that_the_module_has(name: str) -> None:
    rows: tuple[BackboneConfig, ...] = import_module(module_of(name)).CONFIGS
    assert BUILT_IN[name] in rows


def test_the_registry_loads_no_torch() -> None:
    code = "import sys, models.registry; assert not {'torch', 'onnx', 'onnxruntime'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
