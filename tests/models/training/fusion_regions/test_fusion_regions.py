"""The siblings' training: its data, its trainer, and where they point, on tiny made-up photos."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.engine.fusion.export import stored_weights
from models.evaluation.archive import Trial
from models.fusion.regions.catalogue import build_sibling
from models.fusion.regions.photo import CLASSES, FEATURES, FLOOR, REGION_INPUTS, WHOLE, PhotoRegions
from models.fusion.streams import LAST, TEXT_WIDTH
from models.training.fusion_lab import pair_scores, train
from models.training.fusion_regions.cache import grid_of, keep, open_arrays, read_boxes
from models.training.fusion_regions.pointing import Pointed, baselines, hits, pointing
from models.training.fusion_regions.recipe import read_recipe
from models.training.fusion_regions.regions_data import RegionsData, read_regions
from models.training.fusion_regions.report import boxes_told
from models.training.fusion_regions.start import STARTS, carried, start

PHOTOS, BOX = 8, (0.0, 0.0, 0.25, 0.5)


def tiny_photo(seed: int, boxes: int = 1, score: float = 0.9) -> PhotoRegions:
    random = np.random.default_rng(seed)
    scores = np.zeros((1 + boxes, CLASSES), np.float32)
    scores[1:, seed % CLASSES] = score
    features = random.random((1 + boxes, FEATURES), np.float32)
    return PhotoRegions((WHOLE, *(BOX for _ in range(boxes))), features, scores)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    arrays = open_arrays(tmp_path, PHOTOS)
    for photo in range(PHOTOS):
        keep(arrays, photo, tiny_photo(photo, boxes=photo % 3))
    random = np.random.default_rng(0)
    first = np.arange(PHOTOS + 1) * 5
    np.save(tmp_path / f"depth{LAST}.npy", random.standard_normal((5 * PHOTOS, TEXT_WIDTH)).astype(np.float16))
    photos = np.arange(PHOTOS)
    np.savez(
        tmp_path / "index.npz",
        photo_rows=np.stack([2 * photos, 2 * photos + 1], 1),
        split=np.array(["train"] * PHOTOS),
        caption_photo=photos,
        first=first,
        vectors=random.standard_normal((PHOTOS, TEXT_WIDTH)).astype(np.float32),
    )
    return tmp_path


@pytest.fixture
def data(cache: Path) -> RegionsData:
    return replace(read_regions(cache, 0.5), dtype=torch.float32)  # whichever is faster on this machine


def test_the_recipe_is_the_labs_and_its_floor_is_that_of_serving() -> None:
    from models.training.fusion_lab import read_recipe as lab_recipe

    recipe, lab = read_recipe(), lab_recipe()
    assert recipe.floor == FLOOR
    for name in ("near", "neighbours", "weight_decay", "seeds"):
        assert getattr(recipe, name) == getattr(lab, name)
    assert read_recipe(["steps=7"]).steps == 7


def test_a_mirrored_row_has_the_same_regions_at_mirrored_places(data: RegionsData) -> None:
    grids = data.photo_grids(np.array([2, 3]), REGION_INPUTS)
    plain, turned = (grids["places"][row, 1] for row in (0, 1))
    np.testing.assert_allclose(plain, [0, 0, 0.25, 0.5, 0.125], atol=1e-3)
    np.testing.assert_allclose(turned, [0.75, 0, 1, 0.5, 0.125], atol=1e-3)
    torch.testing.assert_close(grids["features"][0], grids["features"][1])
    assert grids["known"].sum(1).tolist() == [2, 2]


def test_boxes_below_the_floor_are_unknown_and_the_whole_photo_never_is(cache: Path) -> None:
    low, high = (read_regions(cache, floor).photo_grids(np.arange(0, 16, 2), ("known",)) for floor in (0.5, 0.95))
    assert low["known"].sum(1).tolist() == [1, 2, 3, 1, 2, 3, 1, 2]
    assert high["known"].sum(1).tolist() == [1] * PHOTOS
    assert boxes_told(read_regions(cache, 0.95)) == {"mean": 0.0, "without": 100.0, "photos": PHOTOS}


def test_rows_that_no_photo_needs_can_be_left_out(cache: Path) -> None:
    whole, least = (
        read_regions(cache, 0.5, learning).photo_grids(np.arange(6), REGION_INPUTS) for learning in (False, True)
    )
    assert least["features"].shape[1] == least["known"].shape[1] == 3
    torch.testing.assert_close(least["places"], whole["places"][:, :3])


def test_a_cache_that_is_not_whole_is_refused(cache: Path) -> None:
    open_arrays(cache, PHOTOS)["count"][3] = 0
    with pytest.raises(ValueError, match="1 photos"):
        read_regions(cache, 0.5)


@pytest.mark.parametrize("name", ["regions_single", "regions_cross"])
def test_the_labs_trainer_trains_a_sibling(name: str, data: RegionsData) -> None:
    torch.manual_seed(0)
    sibling = build_sibling(name)
    before = {key: value.clone() for key, value in sibling.state_dict().items()}
    train(sibling, data, read_recipe(["steps=3", "groups=1", "near=0.0", "warmup=1"]), 0)
    assert any(not torch.equal(before[key], value) for key, value in sibling.state_dict().items())
    with torch.inference_mode():
        scores = pair_scores(sibling, data, np.arange(0, 8, 2), np.arange(4))
    assert scores.shape == (1, 4, 4)
    assert torch.isfinite(scores).all()


def pointed(regions: PhotoRegions, label: str = "cat") -> Pointed:
    trial = Trial("a", "a cat here", (2, 5), label, ((0.0, 0.0, 0.3, 0.6),))
    states = torch.randn(1, 5, TEXT_WIDTH, generator=torch.Generator().manual_seed(0))
    return Pointed(trial, regions, states, np.eye(5, dtype=np.float32)[1:-1], (1,))


def test_a_word_points_at_the_centre_of_its_heaviest_box_and_else_at_the_photos() -> None:
    assert hits(BOX, ((0.0, 0.0, 0.3, 0.6),))
    assert not hits(WHOLE, ((0.0, 0.0, 0.3, 0.6),))
    torch.manual_seed(0)
    sibling = build_sibling("regions_cross").eval()
    found = pointing(sibling, [pointed(tiny_photo(1)), pointed(tiny_photo(2, boxes=0), "person")])
    assert found == {"all": 50.0, "person": 0.0, "not_person": 100.0}


def test_pointers_that_do_not_read_the_word() -> None:
    photo = tiny_photo(1)
    boxes = (WHOLE, (0.8, 0.8, 1.0, 1.0), BOX)
    away = PhotoRegions(boxes, np.ones((3, 4), np.float32), np.ones((3, CLASSES), np.float32))
    found = baselines([pointed(photo), pointed(away, "person")])
    assert found["random_box"] == {"all": 75.0, "person": 50.0, "not_person": 100.0}
    assert found["surest_box"]["person"] == 0.0
    assert found["any_box"]["all"] == 100.0


@pytest.mark.weights
@pytest.mark.parametrize("name", list(STARTS))
def test_a_sibling_begins_with_the_strategy_of_its_kind(name: str) -> None:
    """All that the two have in common is carried over; a region's scores and place are new, names begin as words."""
    sibling, weights = build_sibling(name), stored_weights(STARTS[name])
    found = carried(weights)
    start(sibling, weights)
    own = sibling.state_dict()
    fresh = {key for key in own if key not in found}
    assert fresh == {key for key in own if key.startswith(("regions.scores", "regions.places", "frozen"))}
    torch.testing.assert_close(own["regions.features.1.weight"], found["regions.features.1.weight"])
    if name == "regions_tags":
        torch.testing.assert_close(own["segment"][2], found["segment"][1])


def test_boxes_that_came_with_the_photos_are_read_surest_first(tmp_path: Path) -> None:
    rows = [["dog", 0.2, 0.0, 0.0, 0.5, 0.5], ["cat", 0.6, 0.1, 0.2, 0.3, 0.4]]
    lines = [{"image": "a", "nanodet": rows, "centernet": []}, {"image": "b", "nanodet": [], "centernet": []}]
    (tmp_path / "boxes.jsonl").write_text("\n".join(map(json.dumps, lines)))
    found = read_boxes(tmp_path / "boxes.jsonl")
    assert found["a"].classes.tolist() == [15, 16]
    np.testing.assert_allclose(found["a"].boxes[0], [0.1, 0.2, 0.3, 0.4])
    assert found["b"].boxes.shape == (0, 4)


def test_cells_in_reading_order_are_a_grid() -> None:
    cells = np.arange(196 * 3, dtype=np.float16).reshape(196, 3)
    assert grid_of(cells).shape == (3, 14, 14)
    assert grid_of(cells)[2, 1, 0] == cells[14, 2]
