"""Every chart of every view has its numbers beside it as a table, and they are the chart's and the API's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.panels import PANELS
from app.panels.words.query import VIEWS
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.fakes_encoder import WIDTH, FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.fakes_language import FakeLanguage
from tests.fakes_lessons import FakeLessons
from tests.matrix import thorough_after
from tests.tables import ReadChart, number, read_charts
from tests.tiny_backbone import NAME, TinyBackbones

PANEL_VIEWS = [(panel.name, view) for panel in PANELS for view in getattr(panel, "views", VIEWS)]
WITH_CHARTS = {
    ("layers", "field"), ("layers", "cost"), ("layers", "neighbours"), ("layers", "trust"), ("shift", "move"),
    ("shift", "pooling"), ("shift", "network"), ("shift", "alike"), ("shift", "turn"), ("fusion", "table"),
    ("encoder", "training"),
}  # fmt: skip
API = "/api/v1/samples/chelsea"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, tiny_network: Path) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("charts")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", warm_wait_seconds=5)
    engines = FakeAttender(), TinyBackbones(tiny_network), FakeFusion(), FakeEncoderSource()
    app = create_app(settings, *engines, lessons=FakeLessons(quick=True), language=FakeLanguage(WIDTH))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def charts_of(lab: TestClient, panel: str, view: str, language: str = "en") -> list[ReadChart]:
    query = {"view": view, "lang": language, "wait": "1", "start": "1"}
    page = lab.get(f"/s/chelsea/{panel}", params=query)
    assert page.status_code == 200
    return read_charts(page.text)


@pytest.mark.parametrize("language", thorough_after(1, ["en", "zh-CN"]))
@pytest.mark.parametrize(("panel", "view"), PANEL_VIEWS)
def test_every_chart_has_a_table_with_as_many_numbers(lab: TestClient, panel: str, view: str, language: str) -> None:
    charts = charts_of(lab, panel, view, language)
    assert bool(charts) is ((panel, view) in WITH_CHARTS)
    for chart in charts:
        assert chart.table is not None, chart.label
        assert chart.table.caption == chart.label
        assert len(chart.table.scopes) == len(chart.table.heads) + len(chart.table.rows)
        assert {len(row) for row in chart.table.rows} == {len(chart.table.heads)}
        assert all(chart.table.heads)
        if chart.points:
            assert given(chart) == sum(chart.points) + 2 * chart.bands * chart.points[0]


def given(chart: ReadChart) -> int:
    """Numbers in the table: of columns all but the places, of rows a point each."""
    assert chart.table is not None
    if len(chart.table.rows) == sum(chart.points) and len(chart.points) > 1:
        return len(chart.table.rows)
    return sum(cell != "–" for row in chart.table.rows for cell in row[1:])


def column(chart: ReadChart, place: int) -> list[float]:
    assert chart.table is not None
    return [number(row[place]) for row in chart.table.rows]


def close(found: list[float], wanted: Any) -> bool:
    return found == pytest.approx(wanted, abs=6e-5, rel=6e-4)


def test_the_curve_of_a_stage_is_the_apis(lab: TestClient) -> None:
    (chart,) = charts_of(lab, "shift", "move")
    sweep = lab.get(f"{API}/shift/move", params={"wait": "1"}).json()["sweep"]
    assert chart.table is not None
    assert close(column(chart, 0), sweep["shifts"])
    for stage in sweep["stages"]:
        assert close(column(chart, chart.table.heads.index(stage["stage"])), stage["error"])


def test_the_curves_of_the_network_are_the_apis(lab: TestClient) -> None:
    probability, cosine, *_ = charts_of(lab, "shift", "network")
    sweep = lab.get(f"{API}/shift/network", params={"wait": "1"}).json()["sweep"]
    assert close(column(probability, 1), sweep["probability"])
    assert close(column(cosine, 1), sweep["cosine"])


def test_the_curves_of_neighbours_are_the_apis(lab: TestClient) -> None:
    chart = charts_of(lab, "layers", "neighbours")[0]
    found = lab.get(f"{API}/layers/{NAME}/neighbours").json()
    assert close(column(chart, 0), found["distances"])
    assert close(column(chart, 1), found["correlation"])


def test_the_curves_of_trust_are_the_apis(lab: TestClient) -> None:
    deletion, insertion, *_ = charts_of(lab, "layers", "trust")
    found = lab.get(f"{API}/layers/{NAME}/trust").json()["faithfulness"]
    for place, curve in enumerate(found["curves"], start=1):
        assert close(column(deletion, 0), found["fractions"])
        assert close(column(deletion, place), curve["deletion"])
        assert close(column(insertion, place), curve["insertion"])
