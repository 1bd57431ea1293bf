"""EfficientNet-Lite0 with its real weights on real photos: known sizes and fields, and maps that say what it saw."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from models.arithmetic import find_layer, layer_shape, separable, separable_pair, sharing
from models.class_activation import cam, grad_cam
from models.effective_field import fields_at
from models.engine.lab.stages import StageEngine, load_stages
from models.faithfulness import faithfulness
from models.lab_results.classes import MapKind
from models.lab_results.maps import StagedPhoto
from models.preprocessing import squash
from models.randomisation import randomise
from models.receptive_field import receptive_field
from tests.exports import EXPORTS

EGYPTIAN_CAT = 285
pytestmark = pytest.mark.weights


@pytest.fixture(scope="module")
def engine() -> StageEngine:
    return load_stages(EXPORTS, "efficientnet_lite0")


@pytest.fixture(scope="module")
def cat(engine: StageEngine) -> StagedPhoto:
    return engine.look(data.chelsea())


def test_the_size_of_the_network(engine: StageEngine) -> None:
    plan = engine.plan
    assert plan.parameters == 4_652_008
    assert sum(stage.macs for stage in (*plan.stages, plan.classifier)) == 385_187_552
    assert [stage.shape for stage in plan.stages][::8] == [(32, 112, 112), (80, 14, 14), (320, 7, 7)]


def test_theoretical_fields_of_the_stages(engine: StageEngine) -> None:
    sizes = [receptive_field(engine.plan, stage.name, 0, 0).size for stage in engine.plan.stages]
    assert sizes == [3, 7, 11, 19, 35, 67, 83, 115, 147, 211, 275, 339, 403, 531, 659, 787, 851, 851]


def test_effective_fields_lie_inside_and_are_much_smaller(engine: StageEngine, cat: StagedPhoto) -> None:
    fields = fields_at(engine, cat, 0.5, 0.5)
    assert [field.share_inside for field in fields] == [1] * len(fields)
    assert all(field.core < 0.15 for field in fields[3:9])


def test_what_sharing_saves_in_the_stem(engine: StageEngine) -> None:
    report = sharing(layer_shape(find_layer(engine.plan, "stem", "convolution")))
    assert report.convolution.weights_formula == "3 × 3 × 3 × 32 = 864"
    assert report.locally_connected.weights == 864 * 112 * 112
    assert report.fully_connected.weights == (3 * 224 * 224) * (32 * 112 * 112)


def test_what_separating_saves_in_a_block(engine: StageEngine) -> None:
    pair = separable_pair(engine.plan, "block4", "depthwise")
    assert pair is not None
    assert separable(*pair).ratio == pytest.approx(1 / 40 + 1 / 25)


def test_the_cat_is_seen_where_it_is(engine: StageEngine, cat: StagedPhoto) -> None:
    exact, graded = cam(engine, cat, EGYPTIAN_CAT), grad_cam(engine, cat, EGYPTIAN_CAT, "head")
    np.testing.assert_allclose(exact.heat, graded.heat, atol=1e-4)
    row, col = divmod(int(exact.heat.argmax()), 7)
    assert 1 <= row <= 5
    assert 1 <= col <= 5


def test_the_map_is_more_faithful_than_chance(engine: StageEngine, cat: StagedPhoto) -> None:
    pixels = squash(data.chelsea(), engine.plan.size)
    heat = cam(engine, cat, EGYPTIAN_CAT).heat
    report = faithfulness(pixels, heat, lambda photos: engine.probability(photos, EGYPTIAN_CAT))
    own, random, _ = report.curves
    assert report.score == pytest.approx(0.77, abs=0.01)
    assert report.blank < 0.05
    assert own.deletion_area < random.deletion_area
    assert own.insertion_area > random.insertion_area


@pytest.mark.parametrize("kind", list(MapKind))
def test_the_map_falls_apart_with_random_weights(engine: StageEngine, cat: StagedPhoto, kind: MapKind) -> None:
    report = randomise(engine, cat, EGYPTIAN_CAT, kind)
    assert report.probability > 0.7
    assert all(step.probability < 0.05 for step in report.steps)
    assert np.mean([step.rank_correlation for step in report.steps]) < 0.4
    assert max(step.similarity for step in report.steps) < 0.6
