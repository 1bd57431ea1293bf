"""The detector: equal to the file it was read from, and its boxes lie where things are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage import data

from models.backbones import nanodet
from models.backbones.nanodet import CLASSES, STRIDES, DetectorMaps, decode_boxes
from models.class_names import coco_names
from models.errors import InvalidArgument
from models.preprocessing import normalise, squash
from models.training.nanodet_weights import conv_names

# Outputs of the onnx file in its own order: scores, then bins, at strides 8, 16, 32.
STORED = json.loads((Path(__file__).parent / "nanodet_outputs.json").read_text())["outputs"]


@pytest.fixture(scope="module")
def detector() -> nanodet.NanoDet:
    return nanodet.load()


@pytest.fixture(scope="module")
def found(detector: nanodet.NanoDet) -> DetectorMaps:
    pixels = normalise(squash(data.chelsea(), 416), detector.preprocessing)
    with torch.inference_mode():
        return detector.detect(torch.from_numpy(pixels))


@pytest.mark.parametrize("number", range(6))
def test_it_computes_what_the_onnx_file_computes(found: DetectorMaps, number: int) -> None:
    level, stored = number % 3, STORED[number]
    maps = found.logits[level].sigmoid() if number < 3 else found.bins[level]
    values = maps[0].flatten(1).T.numpy()
    assert list(values.shape) == stored["shape"]
    at = np.array(stored["at"])
    np.testing.assert_allclose(values[at[:, 0], at[:, 1]], stored["values"], atol=1e-4)
    assert values.mean() == pytest.approx(stored["mean"], abs=1e-5)
    assert np.linalg.norm(values.astype(float)) == pytest.approx(stored["norm"], rel=1e-4)


def test_the_stages_halve_the_map_and_widen_it(detector: nanodet.NanoDet) -> None:
    pixels = torch.zeros(1, 3, 64, 64)
    for info, stage in zip(detector.stage_info, detector.forward_stages(pixels), strict=True):
        assert stage.shape == (1, info.num_channels, 64 // info.reduction, 64 // info.reduction)


def test_the_three_levels_stand_at_their_strides(detector: nanodet.NanoDet) -> None:
    maps = detector.detect(torch.zeros(2, 3, 64, 64))
    for stride, level, logits in zip(STRIDES, maps.pyramid, maps.logits, strict=True):
        assert level.shape == (2, 128, 64 // stride, 64 // stride)
        assert logits.shape == (2, CLASSES, 64 // stride, 64 // stride)


def test_its_best_box_of_a_cat_lies_on_the_cat(found: DetectorMaps) -> None:
    cat = coco_names().index("cat")
    scores, bins = found.logits[2].sigmoid()[0, cat], found.bins[2]
    row, col = np.unravel_index(int(scores.argmax()), scores.shape)
    left, top, right, bottom = decode_boxes(bins, 32)[0, row, col].tolist()
    assert scores.max() > 0.4
    assert left < 120
    assert right > 300
    assert bottom - top > 300


def test_a_side_whose_bins_are_sure_stands_that_many_strides_away() -> None:
    bins = torch.zeros(1, 4, 11, 1, 1)
    for side, bin_ in enumerate((0, 2, 3, 10)):
        bins[0, side, bin_] = 100.0
    assert decode_boxes(bins.flatten(1, 2), 8)[0, 0, 0].tolist() == pytest.approx([4, 4 - 16, 4 + 24, 4 + 80])


def test_every_convolution_of_ours_has_a_place_in_the_file() -> None:
    state = nanodet.build().state_dict()
    assert sorted(f"{name}.{leaf}" for name in conv_names() for leaf in ("weight", "bias")) == sorted(state)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(1)}, tmp_path / "other.pth")
    with pytest.raises(InvalidArgument):
        nanodet.load_named("nanodet_g", tmp_path / "other.pth")
