"""The shipped strategies on onnxruntime, on a real photo."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage import data

from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_cnn
from models.engine.fusion.engine import FusionEngine, load_fusion
from models.engine.fusion.export import load_strategy
from models.engine.fusion.measure import measure
from models.errors import InvalidSentence
from models.fusion.catalogue_names import PLACES_TAIL, STRATEGY_SHAPES, WORDS_TAIL
from models.fusion.patches import cut_patches
from models.fusion.photo_size import measured_sizes, photo_size, places_side
from models.fusion.preference import match_of
from models.fusion.streams import CHANNELS, PATCHES, STAGE_CHANNELS, STRIDES
from models.fusion.table import read_table
from models.fusion_results import FusionPhoto
from models.preprocessing import normalise, squash
from tests.exports import EXPORTS

pytestmark = pytest.mark.weights
SENTENCE = "A cat with green eyes rests on a blanket"


@pytest.fixture(scope="module")
def engine() -> FusionEngine:
    return load_fusion(EXPORTS)


@pytest.fixture(scope="module")
def photo(engine: FusionEngine) -> FusionPhoto:
    return engine.look(np.asarray(data.chelsea()))


def test_a_photo_is_read_at_the_size_that_the_weights_say(engine: FusionEngine, photo: FusionPhoto) -> None:
    pixels, size = np.asarray(data.chelsea()), photo_size()
    assert (photo.width, photo.height) == (451, 300)
    cnn, grids = load_cnn(VARIANTS[0]), dict(photo.grids)
    np.testing.assert_array_equal(grids.pop(PATCHES), cut_patches(pixels, places_side(), places_side()))
    with torch.inference_mode():
        stages = cnn.forward_stages(torch.from_numpy(normalise(squash(pixels, size), cnn.preprocessing)))
    assert set(grids) == set(STAGE_CHANNELS)
    for stage, grid in grids.items():
        assert grid.shape == (size // STRIDES[stage], size // STRIDES[stage], CHANNELS[stage])
        expected = stages[cnn.stage_index(stage)][0].permute(1, 2, 0).numpy()
        np.testing.assert_allclose(grid, expected, atol=2e-3)


@pytest.mark.parametrize("name", STRATEGY_SHAPES)
def test_serving_equals_torch(name: str, engine: FusionEngine, photo: FusionPhoto) -> None:
    strategy, heard = load_strategy(name), engine.hear(SENTENCE)
    grids = {stage: torch.from_numpy(photo.grid(stage).copy())[None] for stage in strategy.stages}
    states = {depth: torch.from_numpy(heard.depth(depth).copy())[None] for depth in strategy.depths}
    logits, attentions = strategy(grids, states, torch.ones(1, len(heard.tokens), dtype=torch.bool))
    reading = engine.read(name, photo, heard)
    assert reading.logit == pytest.approx(float(logits[0]), abs=2e-3)
    for mine, theirs in zip(reading.attentions, attentions, strict=True):
        np.testing.assert_allclose(mine.weights, theirs[0].numpy(), atol=1e-3)


@pytest.mark.parametrize("name", STRATEGY_SHAPES)
def test_attention_and_maps_have_the_grids_of_what_was_read(
    name: str, engine: FusionEngine, photo: FusionPhoto
) -> None:
    reading = engine.read(name, photo, engine.hear("a cat"))
    assert [each.grid[0] for each in reading.attentions] == [
        photo_size() // STRIDES.get(kind, 32) for kind, _, _ in STRATEGY_SHAPES[name].attention
    ]
    for each in reading.attentions:
        np.testing.assert_allclose(each.weights.sum(-1), 1, atol=1e-3)
    if reading.maps is not None:
        assert reading.maps.shape == (2, places_side(), places_side())


@pytest.mark.parametrize("name", STRATEGY_SHAPES)
def test_every_word_has_a_map_or_the_strategy_never_looks(name: str, engine: FusionEngine, photo: FusionPhoto) -> None:
    reading = engine.read(name, photo, engine.hear(SENTENCE))
    assert (reading.maps is None) == name.startswith("late")
    if reading.maps is not None:
        assert len(reading.maps) == len(SENTENCE.split())
        np.testing.assert_allclose(reading.maps.sum((1, 2)), 1, atol=1e-3)


@pytest.mark.parametrize("name", STRATEGY_SHAPES)
def test_many_sentences_at_once_match_as_one_by_one(name: str, engine: FusionEngine, photo: FusionPhoto) -> None:
    heard = [engine.hear(text) for text in (SENTENCE, "a plate of food on a table", "football")]
    together = match_of(engine.logits(name, photo, heard))
    alone = [engine.read(name, photo, each).match for each in heard]
    np.testing.assert_allclose(together, alone, atol=2e-3)
    assert together[0] > together[2] or name == "early"  # a cat's face, not football; raw pixels tell little


def test_the_text_stream_hands_out_attention_that_sums_to_one(engine: FusionEngine) -> None:
    heard = engine.hear("一只 cat 🐈 <b>")
    assert heard.attention.shape == (6, 12, len(heard.tokens), len(heard.tokens))
    np.testing.assert_allclose(heard.attention.sum(-1), 1, atol=1e-4)
    np.testing.assert_allclose(heard.pooling.sum(1), 1, atol=1e-5)
    with pytest.raises(InvalidSentence):
        engine.hear("  ")


@pytest.mark.parametrize(
    "sentence", ["고양이", "猫が座る", "王小明", "一个王小明", "的了", "一只", "the 고양이", "🐱 🐈"]
)
def test_a_sentence_that_nobody_read_gets_no_number(engine: FusionEngine, sentence: str) -> None:
    with pytest.raises(InvalidSentence) as caught:
        engine.hear(sentence)
    assert caught.value.code == "unknown_words"


def test_chinese_is_heard_as_its_english(engine: FusionEngine) -> None:
    assert engine.hear("一只狗").tokens == ("[CLS]", "a", "dog", "[SEP]")


def test_costs_are_measured_in_a_process_of_their_own() -> None:
    found = measure(EXPORTS, "late_dual", 7, 8)
    assert (found.name, found.places, found.words) == ("late_dual", 7, 8)
    assert found.milliseconds > 0


@pytest.mark.parametrize("name", STRATEGY_SHAPES)
def test_multiply_accumulates_count_the_same_layers_for_all(name: str) -> None:
    """By hand: three text layers over 32 tokens where they are read, block15 and the head over all places."""
    text = 3 * (4 * 32 * 384 * 384 + 2 * 32 * 32 * 384 + 2 * 32 * 384 * 1536)
    places = places_side() ** 2 * (192 * 1152 + 9 * 1152 + 1152 * 320 + 320 * 1280)
    held = {"multi_scale": text, "inside_cnn": places}.get(name, 0)
    tails = {WORDS_TAIL: text, PLACES_TAIL: places}
    row = next(each for each in read_table() if each.name == name)
    own = row.macs - held - sum(tails[each] for each in STRATEGY_SHAPES[name].tails)
    assert 0 < own < 400e6
    assert name != "late_dual" or own == 1280 * 256 + 384 * 256 + 2 * 256 * 256


def test_the_stored_table_is_whole() -> None:
    for row in read_table():
        assert {(each.places, each.words) for each in row.growth} == set(measured_sizes())
        assert 50 < row.accuracy.mean < 100
        assert row.accuracy.seeds == 3
        assert len(row.recalls) == 6
