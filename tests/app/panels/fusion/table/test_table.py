"""What was measured: the page, measuring here, and the JSON."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

from starlette.testclient import TestClient

from app.language.i18n import translator
from app.panels.fusion.table.document import StrategyRowDocument
from app.panels.fusion.table.page import leader
from models.fusion.baselines import read_baselines
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.table import read_table, read_training, times_by_one_ruler
from models.statistics import SeedInterval
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


def test_chinese_counts_in_its_own_units_and_sets_no_space_before_per_cent(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "table", "lang": "zh-CN"}, headers=PARTIAL).text
    row = read_table()[0]
    assert f"{row.accuracy.mean:.1f}%<span" in page
    assert f'<td class="number">{row.parameters / 1e4:.1f} 万</td>' in page
    assert f'<td class="number">{row.macs / 1e8:.2f} 亿</td>' in page
    assert not re.search(r"[0-9] %| M</td>", page)


def test_nobody_leads_where_intervals_overlap() -> None:
    first, near, far = SeedInterval(90, 88, 92, 3), SeedInterval(87, 85, 88.5, 3), SeedInterval(80, 70, 87, 3)
    assert leader({"a": first, "b": near}) is None
    assert leader({"a": first, "b": far}) == "a"


def test_what_is_bold_stands_above_every_other_interval(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "table", "lang": "en"}).text
    rows = read_table()
    bold = leader({row.name: row.accuracy for row in rows}), leader({r.name: r.pointing for r in rows if r.pointing})
    assert page.count("is-best") == sum(each is not None for each in bold)


def test_how_they_were_trained_and_what_not_looking_hits_stands_beside_the_numbers(lab: TestClient) -> None:
    training, known = read_training(), read_baselines()
    for language, view in (("en", "table"), ("zh-CN", "table"), ("en", "compare"), ("zh-CN", "compare")):
        page = lab.get(PAGE, params={"view": view, "lang": language, "every": "1"}).text
        assert f"{known.random:.1f}" in page
        assert f"{known.centre:.1f}" in page
        assert f"± {known.spread:.1f}" in page
        if view == "table":
            for count in (training.captions, training.placed, training.first.captions):
                assert translator(language).grouped(count) in page
            for course in training.courses:
                assert f"{course.learning_rate:g}" in page
                assert translator(language).grouped(course.steps) in page


def test_the_json_has_what_stands_beside_and_under_the_table(lab: TestClient) -> None:
    found = lab.get("/api/v1/fusion/table").json()
    assert found["baselines"] == vars(read_baselines())
    assert found["training"] == json.loads(json.dumps(asdict(read_training())))


def test_what_the_words_panel_hits_is_what_was_measured_last() -> None:
    found = json.loads(Path("benchmarks/accuracy.json").read_text(encoding="utf-8"))
    share = found["rows"]["pointing_all"]["measure"]["value"]
    for language in ("en", "zh-CN"):
        assert f"{100 * share:.1f}" in translator(language).pattern("fusion.table.note")


def test_what_the_times_count_is_said(lab: TestClient) -> None:
    told = {True: "count the same layers at the same lengths", False: "which the others leave to the streams"}
    assert told[times_by_one_ruler()] in lab.get(PAGE, params={"view": "table", "lang": "en"}).text
