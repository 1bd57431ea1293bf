"""What was measured: the page, measuring here, and the JSON."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from app.panels.fusion.table.document import StrategyRowDocument
from models.fusion.catalogue_names import STRATEGY_SHAPES
from tests.fakes_fusion import FakeFusion

PAGE = "/s/chelsea/fusion"
PARTIAL = {"HX-Request": "true"}


def test_measuring_is_streamed(lab: TestClient, source: FakeFusion) -> None:
    asked = lab.get(PAGE, params={"view": "table", "start": "1"}, headers=PARTIAL).text
    assert "data-stream" in asked
    stream = lab.get(f"{PAGE}/stream", params={"view": "table", "start": "1"})
    parts = [part.split("\n") for part in stream.text.strip().split("\n\n")]
    assert parts[-1][0] == "event: done"
    shares = [json.loads(lines[1].removeprefix("data: "))["share"] for lines in parts if "progress" in lines[0]]
    assert shares[-1] == 1
    assert source.measured == 45
    after = lab.get(PAGE, params={"view": "table", "start": "1", "lang": "en"}, headers=PARTIAL).text
    assert "45 of 45 measured" in after
    assert "here 1.50" in after


def test_the_stored_table_as_json(lab: TestClient) -> None:
    rows = lab.get("/api/v1/fusion/table").json()["strategies"]
    assert [row["name"] for row in rows] == list(STRATEGY_SHAPES)
    assert all(row["accuracy"]["low"] <= row["accuracy"]["mean"] <= row["accuracy"]["high"] for row in rows)
    assert all((row["pointing"] is None) == (row["name"].startswith("late")) for row in rows)


def test_the_document_holds_every_field_that_is_sent(lab: TestClient) -> None:
    row = lab.get("/api/v1/fusion/table").json()["strategies"][-1]
    assert list(row) == list(StrategyRowDocument.model_fields)
    assert {"pointing_people", "pointing_things", "queries"} <= set(row)
    described = lab.get("/openapi.json").json()["components"]["schemas"]["StrategyRowDocument"]["properties"]
    assert set(row) == set(described)
