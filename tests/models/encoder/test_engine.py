"""The exported encoder against torch at every size, and the identities on real photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from skimage import data

from models.backbones import efficientnet_lite, nanodet
from models.class_names import coco_names
from models.encoder.identities import identities
from models.encoder.sizes import SIZES, grid_of
from models.engine.encoder.engine import EncoderEngine, load_encoder
from models.preprocessing import normalise, resized, squash

pytestmark = [pytest.mark.weights, pytest.mark.slow]
CACHE = Path(__file__).parents[3] / "var" / "engine"


@pytest.fixture(scope="module")
def engine() -> EncoderEngine:
    return load_encoder(CACHE)


@pytest.mark.parametrize("name", SIZES)
def test_grid_pooled_and_logits_are_those_of_torch_at_every_size(engine: EncoderEngine, name: str) -> None:
    backbone, size, photo = efficientnet_lite.load(efficientnet_lite.VARIANTS[0]), SIZES[name], data.coffee()
    with torch.inference_mode():
        stages = backbone.forward_stages(torch.from_numpy(normalise(resized(photo, size), backbone.preprocessing)))
        logits = backbone.classify(stages[-1])[0].numpy()
    encoded = engine.encode(photo, size)
    assert encoded.grid.shape == (1280, *grid_of(size))
    np.testing.assert_allclose(encoded.grid, stages[-1][0].numpy(), atol=2e-4)
    np.testing.assert_allclose(encoded.pooled, stages[-1][0].mean((1, 2)).numpy(), atol=1e-5)
    np.testing.assert_allclose(encoded.logits, logits, atol=1e-4)


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("photo", ["chelsea", "coffee"])
def test_the_four_identities_hold_on_photos(engine: EncoderEngine, name: str, photo: str) -> None:
    found = identities(engine.encode(getattr(data, photo)(), SIZES[name]), engine.classifier)
    assert max(found.mean_is_pooled, found.cells_are_logits, found.regions_are_pooled) < 1e-5
    assert found.planted == found.cells


def test_a_photo_encoded_twice_is_the_same_to_the_bit(engine: EncoderEngine) -> None:
    one, two = (engine.encode(data.chelsea(), SIZES["224"]).grid for _ in range(2))
    assert one.tobytes() == two.tobytes()


def test_squashing_to_a_square_is_that_of_the_other_networks() -> None:
    np.testing.assert_array_equal(resized(data.chelsea(), (224, 224)), squash(data.chelsea(), 224))


def test_boxes_are_those_of_torch_and_the_cat_is_among_them(engine: EncoderEngine) -> None:
    found = engine.detect(data.chelsea())
    assert "cat" in [coco_names("en")[each.class_index] for each in found]
    detector = nanodet.load()
    with torch.inference_mode():
        maps = detector.detect(torch.from_numpy(normalise(squash(data.chelsea(), 416), detector.preprocessing)))
        boxes = [
            nanodet.decode_boxes(bins, stride)[0].flatten(0, 1)
            for bins, stride in zip(maps.bins, nanodet.STRIDES, strict=True)
        ]
    best = int(torch.cat([each[0].flatten(1) for each in maps.logits], 1).amax(0).argmax())
    np.testing.assert_allclose(found[0].box, (torch.cat(boxes)[best] / 416).clip(0, 1).numpy(), atol=1e-3)
