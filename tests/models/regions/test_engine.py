"""The shipped siblings on onnxruntime, on real photos."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage import data

from models.class_names import coco_names
from models.engine.encoder.engine import EncoderEngine, load_encoder
from models.engine.fusion.engine import FusionEngine, load_fusion
from models.engine.fusion.siblings_export import load_sibling
from models.errors import InvalidSentence
from models.fusion.regions.catalogue_names import SIBLING_SHAPES
from models.fusion.regions.photo import FLOOR, MOST, PhotoRegions
from models.fusion.regions.table import GROUPS, read_sibling_table
from models.fusion.streams import LAST
from models.weights import FOLDER
from tests.exports import EXPORTS

pytestmark = pytest.mark.weights
SENTENCE = "A cat with green eyes rests on a blanket"


@pytest.fixture(scope="module")
def fusion() -> FusionEngine:
    return load_fusion(EXPORTS)


@pytest.fixture(scope="module")
def encoder() -> EncoderEngine:
    return load_encoder(EXPORTS)


@pytest.fixture(scope="module")
def cat(encoder: EncoderEngine) -> PhotoRegions:
    return encoder.regions(np.asarray(data.chelsea()))


def test_a_photo_is_read_as_the_detectors_boxes(encoder: EncoderEngine, cat: PhotoRegions) -> None:
    assert cat.scores[:, coco_names().index("cat")].max() > 0.4
    assert cat.sureness[1] == pytest.approx(encoder.detect(np.asarray(data.chelsea()))[0].score)
    assert cat.features.shape == (len(cat.boxes), 1280)
    assert 2 <= len(cat.boxes) <= 1 + MOST
    assert min(cat.sureness[1:]) >= FLOOR


@pytest.mark.parametrize("name", SIBLING_SHAPES)
def test_serving_equals_torch(name: str, fusion: FusionEngine, cat: PhotoRegions) -> None:
    """Without the rows that pad a photo to as many regions as there can be."""
    sibling, heard = load_sibling(name), fusion.hear(SENTENCE)
    grids = {key: torch.from_numpy(value) for key, value in cat.inputs().items()}
    states = {LAST: torch.from_numpy(heard.depth(LAST).copy())[None]}
    logits, _ = sibling(grids, states, torch.ones(1, len(heard.tokens), dtype=torch.bool))
    slope, shift = fusion.siblings.calibration[name]
    assert fusion.siblings.read(name, cat, heard).logit == pytest.approx(slope * (float(logits[0]) - shift), abs=5e-3)


@pytest.mark.parametrize("name", SIBLING_SHAPES)
def test_words_look_at_regions_and_regions_ask_words(name: str, fusion: FusionEngine, cat: PhotoRegions) -> None:
    reading = fusion.siblings.read(name, cat, fusion.hear(SENTENCE))
    np.testing.assert_allclose(reading.regions.sum(1), 1, atol=1e-3)
    np.testing.assert_allclose(reading.asks.sum(1), 1, atol=1e-3)
    assert reading.asks.shape == reading.looks.T.shape == (len(cat.boxes), len(SENTENCE.split()))
    assert reading.match > fusion.siblings.read(name, cat, fusion.hear("football")).match


@pytest.mark.parametrize("name", SIBLING_SHAPES)
def test_a_photo_without_boxes_is_the_whole_photo(name: str, fusion: FusionEngine, encoder: EncoderEngine) -> None:
    regions = encoder.regions(np.full((120, 200, 3), 120, np.uint8))
    assert len(regions.boxes) == 1
    reading = fusion.siblings.read(name, regions, fusion.hear(SENTENCE))
    np.testing.assert_allclose(reading.looks, 1, atol=1e-3)
    assert 0 < reading.match < 1


@pytest.mark.parametrize("sentence", ["고양이", "的了", "  "])
def test_a_sentence_that_nobody_read_is_refused_before_any_sibling(sentence: str, fusion: FusionEngine) -> None:
    with pytest.raises(InvalidSentence):
        fusion.hear(sentence)


@pytest.mark.parametrize("name", SIBLING_SHAPES)
def test_nonsense_matches_less_than_what_is_there(name: str, fusion: FusionEngine, cat: PhotoRegions) -> None:
    nonsense = fusion.siblings.read(name, cat, fusion.hear("blorf the zanpix of wumble"))
    assert nonsense.match < fusion.siblings.read(name, cat, fusion.hear("a cat")).match
    np.testing.assert_allclose(nonsense.regions.sum(1), 1, atol=1e-3)


def test_boxes_are_in_the_upright_photos_frame(encoder: EncoderEngine) -> None:
    """The same cat in a wide and in a tall photo: its box lies where it was put."""
    cat = np.asarray(data.chelsea())
    wide = np.full((300, 902, 3), 128, np.uint8)
    wide[:, 451:] = cat
    tall = np.full((600, 451, 3), 128, np.uint8)
    tall[300:] = cat
    left, _, right, _ = encoder.regions(wide).boxes[1]
    _, top, _, bottom = encoder.regions(tall).boxes[1]
    assert 0.45 < left < right <= 1
    assert 0.4 < top < bottom <= 1


def test_the_table_is_whole_and_each_sibling_is_small() -> None:
    table = read_sibling_table()
    assert [row.name for row in table.rows] == list(SIBLING_SHAPES)
    assert table.floor == FLOOR
    for row in table.rows:
        assert 50 < row.accuracy.mean < 100
        assert row.accuracy.seeds == 3
        assert tuple(group for group, _ in row.pointing) == GROUPS
        assert 2 * row.parameters < 2.2e6  # bytes as float16
        assert dict(row.pointing)["all"].mean <= table.baselines.any_box["all"]
    assert (FOLDER / "fusion_regions.safetensors").stat().st_size < 3 * 2_000_000
