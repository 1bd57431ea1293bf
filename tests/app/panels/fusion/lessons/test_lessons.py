"""The lessons: the page, and its document against what was measured and what the strategies say."""

from __future__ import annotations

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.panels.fusion.lessons.document import LessonsDocument
from app.panels.fusion.query import ATTENDING
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.late_joins import photo_vector, read_late_joins, sentence_vector
from models.fusion.lesson_swaps import SwapKind
from models.fusion.lessons import read_lessons
from models.fusion.place_codes import PlaceOrder
from tests.fakes_fusion import FakeFusionModels

PAGE, API = "/s/chelsea/fusion", "/api/v1/samples/chelsea/fusion/lessons"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_strategy_that_attends_is_shown_with_three_orders_of_codes(lab: TestClient, language: str) -> None:
    page = lab.get(PAGE, params={"view": "lessons", "word": 1, "lang": language}).text
    assert page.count("multiple-heat") == len(ATTENDING) * len(PlaceOrder)
    assert page.count("cell-back") == len(SwapKind) * len(STRATEGY_SHAPES)


def test_the_document_holds_what_was_measured(lab: TestClient) -> None:
    found, measured = lab.get(API).json(), read_lessons()
    assert set(found) == set(LessonsDocument.model_fields)
    assert found["baselines"] == vars(measured.baselines)
    assert {(each["strategy"], each["order"]) for each in found["places"]} == {
        (name, order.value) for name in ATTENDING for order in PlaceOrder
    }
    for each in found["places"]:
        worth = measured.places_of(each["strategy"])[PlaceOrder(each["order"])]
        assert each["accuracy"] == pytest.approx(worth.accuracy, abs=0.01)
        assert each["pointing"] == pytest.approx(worth.pointing, abs=0.01)


def test_scores_by_sum_and_product_are_those_of_the_readouts(lab: TestClient) -> None:
    found, models = lab.get(API).json(), FakeFusionModels()
    photo = photo_vector(models.look(np.zeros((4, 4, 3), np.uint8)))
    vectors = np.stack([sentence_vector(models.hear(each)) for each in found["sentences"]])
    assert found["cosine"] == pytest.approx((vectors @ photo).tolist(), abs=1e-4)
    for each, readout in zip(found["joins"], read_late_joins().readouts, strict=True):
        joined = photo + vectors if each["join"] == "sum" else photo * vectors
        assert each["scores"] == pytest.approx((joined @ readout.weights + readout.bias).tolist(), abs=1e-4)


def test_what_was_measured_is_whole() -> None:
    measured = read_lessons()
    assert measured.baselines.words == 969
    assert 20 < measured.baselines.random < measured.baselines.centre < 60
    for kind in SwapKind:
        rows = measured.of_kind(kind)
        assert [each.strategy for each in rows] == list(STRATEGY_SHAPES)
        assert len({each.tried for each in rows}) == 1
        assert rows[0].tried >= 20, kind
    assert [name for name, _ in measured.scales] == [kind for kind, *_ in STRATEGY_SHAPES["multi_scale"].attention]
