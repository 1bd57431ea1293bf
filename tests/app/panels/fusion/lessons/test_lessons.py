"""The lessons: the page, and its document against what was measured and what the strategies say."""

from __future__ import annotations

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.language.i18n import translator
from app.panels.fusion.lessons.document import LessonsDocument
from app.panels.fusion.lessons.page import depths_told
from app.panels.fusion.query import ATTENDING
from models.fusion.baselines import read_baselines
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.depths.catalogue_names import DEPTH_SHAPES
from models.fusion.depths.table import DepthRow, DepthTable, read_depth_table
from models.fusion.late_joins import photo_vector, read_late_joins, sentence_vector
from models.fusion.lesson_swaps import SwapKind
from models.fusion.lessons import read_lessons
from models.fusion.place_codes import PlaceOrder
from models.fusion_results import FusionPhoto
from models.statistics import SeedInterval
from tests.fakes_fusion import FakeFusionModels

PAGE, API = "/s/chelsea/fusion", "/api/v1/samples/chelsea/fusion/lessons"
NO_PHOTO = FusionPhoto(4, 4, ())


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_strategy_that_attends_is_shown_with_three_orders_of_codes(lab: TestClient, language: str) -> None:
    page = lab.get(PAGE, params={"view": "lessons", "word": 1, "lang": language}).text
    assert page.count("multiple-heat") == len(ATTENDING) * len(PlaceOrder) + len(DEPTH_SHAPES)
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


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_depths_on_the_page_are_those_of_the_document_and_of_what_was_measured(lab: TestClient, language: str) -> None:
    page, found = lab.get(PAGE, params={"view": "lessons", "lang": language}).text, lab.get(API).json()
    assert [each["name"] for each in found["depths"]] == list(DEPTH_SHAPES)
    t = translator(language)
    for each, row in zip(found["depths"], read_depth_table().rows, strict=True):
        assert (each["stage"], each["macs"]) == (row.stage, row.macs)
        assert each["accuracy"]["mean"] == row.accuracy.mean
        assert each["pointing"]["mean"] == row.pointing.mean
        reading = FakeFusionModels().read(row.name, NO_PHOTO, FakeFusionModels().hear(found["sentences"][0]))
        assert reading.maps is not None
        np.testing.assert_allclose(each["maps"], reading.maps, atol=1e-4)
        for text in (
            t("fusion.lessons.depths.after", stage=row.stage), t.sure(each["match"]), t.short(row.macs),
            t("number.percent", value=f"{row.accuracy.mean:.1f}"),
            t("number.percent", value=f"{row.pointing.mean:.1f}"),
            f"{row.accuracy.low:.1f} - {row.accuracy.high:.1f}",
        ):  # fmt: skip
            assert text in page
    costs = [each["macs"] for each in found["depths"]]
    assert f"{max(costs) / min(costs):.1f}" in page
    assert f"{read_baselines().centre:.1f}" in page


def interval_of(mean: float, half: float) -> SeedInterval:
    return SeedInterval(mean, mean - half, mean + half, 3)


@pytest.mark.parametrize(("half", "key"), [(0.2, "told.best"), (3.0, "told.same")])
@pytest.mark.parametrize(("points", "read"), [(40.0, "read.below"), (70.0, "read.above")])
def test_the_sentence_says_what_the_intervals_say(half: float, key: str, points: float, read: str) -> None:
    rows = tuple(
        DepthRow(f"inside_{stage}", stage, interval_of(mean, half), interval_of(points, 1), macs, 700_000)
        for stage, mean, macs in (("block4", 82.0, 300), ("block10", 85.0, 200), ("block14", 84.0, 100))
    )
    t = translator("en")
    told = depths_told(DepthTable(rows, 400, 6400, 3), read_baselines(), t)
    assert told.startswith(t("fusion.lessons.depths." + key, best="block10", low="82.0", high="85.0", times="3.0"))
    assert told.endswith(
        t("fusion.lessons.depths." + read, low=f"{points:.1f}", high=f"{points:.1f}", **read_baselines().written)
    )


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
