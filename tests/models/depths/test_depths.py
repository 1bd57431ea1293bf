"""The shipped depths on onnxruntime, on real photos, and what was measured of them."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from models.engine.fusion.engine import FusionEngine, load_fusion
from models.fusion.depths.catalogue_names import DEPTH_SHAPES, SIZE
from models.fusion.depths.table import read_depth_table
from models.fusion.streams import COARSEST
from tests.exports import EXPORTS

TRUE, WRONG = "A cat rests on a blanket", "A man rides a bicycle in the street"
SIDE = SIZE // COARSEST


@pytest.fixture(scope="module")
def fusion() -> FusionEngine:
    return load_fusion(EXPORTS)


@pytest.mark.weights
@pytest.mark.parametrize("name", DEPTH_SHAPES)
def test_a_cat_is_told_from_a_man_on_a_bicycle(name: str, fusion: FusionEngine) -> None:
    cat, heard = fusion.look_small(np.asarray(data.chelsea())), [fusion.hear(each) for each in (TRUE, WRONG)]
    true, wrong = fusion.logits(name, cat, heard)
    assert true > wrong
    reading = fusion.read(name, cat, heard[0])
    assert reading.match == pytest.approx(1 / (1 + np.exp(-true)), abs=1e-4)


@pytest.mark.weights
@pytest.mark.parametrize("name", DEPTH_SHAPES)
def test_maps_have_as_many_places_at_every_depth(name: str, fusion: FusionEngine) -> None:
    photo, heard = fusion.look_small(np.asarray(data.chelsea())), fusion.hear(TRUE)
    reading = fusion.read(name, photo, heard)
    assert reading.maps is not None
    assert reading.maps.shape == (len(heard.words), SIDE, SIDE)
    np.testing.assert_allclose(reading.maps.sum((1, 2)), 1, atol=1e-4)
    assert [each.grid for each in reading.attentions] == [(SIDE, SIDE)]


def test_the_earlier_the_more_runs_again_for_each_sentence() -> None:
    table = read_depth_table()
    assert [row.name for row in table.rows] == list(DEPTH_SHAPES)
    costs = [row.macs for row in table.rows]
    assert costs == sorted(costs, reverse=True)
    assert all(row.accuracy.low <= row.accuracy.mean <= row.accuracy.high for row in table.rows)
    assert {row.accuracy.seeds for row in table.rows} == {table.seeds}
