"""The shipped strategies on onnxruntime, on a real photo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage import data

from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_cnn
from models.engine.fusion.engine import FusionEngine, load_fusion
from models.engine.fusion.export import export_look, export_strategy, load_strategy
from models.engine.fusion.files import HEAR, LOOK, graph_of
from models.engine.fusion.look import GraphLook, PhotoLook, StagesLook
from models.engine.fusion.measure import measure
from models.engine.lab.stages import load_stages
from models.errors import InvalidSentence
from models.fusion.catalogue_names import PLACES_TAIL, STRATEGY_SHAPES, WORDS_TAIL
from models.fusion.early_patches import EarlyPatches
from models.fusion.photo_size import measured_sizes, places_side
from models.fusion.preference import match_of
from models.fusion.streams import CHANNELS, PATCHES, STRIDES
from models.fusion.table import read_table
from models.fusion_results import FusionPhoto
from models.preprocessing import normalise, squash
from tests.exports import EXPORTS
from tests.matrix import thorough_after

pytestmark = pytest.mark.weights
SENTENCE = "A cat with green eyes rests on a blanket"


@pytest.fixture(scope="module")
def engine() -> FusionEngine:
    return load_fusion(EXPORTS)


@pytest.fixture(scope="module")
def photo(engine: FusionEngine) -> FusionPhoto:
    return engine.look(np.asarray(data.chelsea()))


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> GraphLook:
    """The photo stream at twice the CNN's own size."""
    folder = tmp_path_factory.mktemp("look")
    export_look(graph_of(folder, LOOK))
    return GraphLook(folder, 448)


@pytest.mark.parametrize("size", thorough_after(1, [224, 448]))
def test_a_photo_is_read_at_the_size_that_the_weights_say(
    size: int, engine: FusionEngine, request: pytest.FixtureRequest
) -> None:
    pixels = np.asarray(data.chelsea())
    look: PhotoLook = StagesLook(EXPORTS) if size == 224 else request.getfixturevalue("larger")
    assert look.size == size
    found = FusionEngine(engine.folder, engine.calibration, look, engine.siblings).look(pixels)
    assert (found.width, found.height) == (451, 300)
    cnn = load_cnn(VARIANTS[0])
    with torch.inference_mode():
        stages = cnn.forward_stages(torch.from_numpy(normalise(squash(pixels, size), cnn.preprocessing)))
    for stage, grid in found.grids:
        assert grid.shape == (size // STRIDES[stage], size // STRIDES[stage], CHANNELS[stage])
        expected = stages[cnn.stage_index(stage)][0].permute(1, 2, 0).numpy()
        np.testing.assert_allclose(grid, expected, atol=2e-3)


def test_a_photo_that_the_labs_network_has_seen_is_read_the_same(engine: FusionEngine, photo: FusionPhoto) -> None:
    assert engine.network is not None
    found = engine.photo(load_stages(EXPORTS, engine.network).look(np.asarray(data.chelsea())))
    assert (found.width, found.height) == (photo.width, photo.height)
    for (stage, one), (other, again) in zip(found.grids, photo.grids, strict=True):
        assert stage == other
        np.testing.assert_array_equal(one, again)


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


@pytest.mark.thorough
@pytest.mark.parametrize("name", STRATEGY_SHAPES)
def test_at_twice_the_size_there_are_twice_the_places_a_side(
    name: str, engine: FusionEngine, larger: GraphLook
) -> None:
    twice = FusionEngine(engine.folder, engine.calibration, larger, engine.siblings)
    photo, heard = twice.look(np.asarray(data.chelsea())), twice.hear("a cat")
    reading = twice.read(name, photo, heard)
    assert [each.grid[0] for each in reading.attentions] == [
        448 // STRIDES.get(kind, 32) for kind, _, _ in STRATEGY_SHAPES[name].attention
    ]
    for each in reading.attentions:
        np.testing.assert_allclose(each.weights.sum(-1), 1, atol=1e-3)
    if reading.maps is not None:
        assert len(reading.maps) == 2
        assert reading.maps.shape[1:] == max(each.grid for each in reading.attentions)


@pytest.mark.thorough
def test_an_early_that_reads_pixels_is_served_as_torch_has_it(
    engine: FusionEngine, larger: GraphLook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    strategy = EarlyPatches().eval().requires_grad_(False)
    export_strategy(strategy, graph_of(tmp_path, "early"))
    graph_of(tmp_path, HEAR).symlink_to(graph_of(engine.folder, HEAR).resolve())
    shape = replace(STRATEGY_SHAPES["early"], stages=(PATCHES,))
    monkeypatch.setitem(STRATEGY_SHAPES, "early", shape)
    served = FusionEngine(tmp_path, {"early": (1.0, 0.0)}, larger, engine.siblings)
    photo, heard = served.look(np.asarray(data.chelsea())), served.hear(SENTENCE)
    reading = served.read("early", photo, heard)
    patches = torch.from_numpy(photo.grid(PATCHES))[None]
    states = {0: torch.from_numpy(heard.depth(0).copy())[None]}
    logits, (attention,) = strategy({PATCHES: patches}, states, torch.ones(1, len(heard.tokens), dtype=torch.bool))
    assert reading.logit == pytest.approx(float(logits[0]), abs=2e-3)
    np.testing.assert_allclose(reading.attentions[0].weights, attention[0].numpy(), atol=1e-3)
    assert reading.maps is not None
    assert reading.maps.shape == (len(SENTENCE.split()), 14, 14)


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
    assert together[0] > together[2]  # a cat's face, not football


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
    assert 0 < own < 120e6
    assert name != "late_dual" or own == 1280 * 256 + 384 * 256 + 2 * 256 * 256


def test_the_stored_table_is_whole() -> None:
    for row in read_table():
        assert {(each.places, each.words) for each in row.growth} == set(measured_sizes())
        assert 50 < row.accuracy.mean < 100
        assert row.accuracy.seeds == 3
        assert len(row.recalls) == 6
