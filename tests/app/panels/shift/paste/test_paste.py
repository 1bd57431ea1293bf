"""The page, the document and the query of `paste`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.panels.shift.paste.result import box_of
from app.panels.shift.query import ShiftQuery
from app.settings import Settings
from models.paste import PLACES, WHOLE
from tests.fakes import FakeAttender
from tests.tiny_backbone import NAME, TinyBackbones

PAGE, API = "/s/chelsea/shift", "/api/v1/samples/chelsea/shift/paste"
BOX = {"left": "20", "top": "10", "right": "60", "bottom": "50"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, tiny_network: Path) -> TestClient:
    folder = tmp_path_factory.mktemp("paste")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", warm_wait_seconds=5)
    return TestClient(create_app(settings, FakeAttender(), TinyBackbones(tiny_network)))


@pytest.mark.parametrize(
    ("given", "box"),
    [
        (BOX, (0.2, 0.1, 0.6, 0.5)),
        ({**BOX, "left": "60", "right": "20"}, (0.2, 0.1, 0.6, 0.5)),
        ({**BOX, "right": "900"}, (0.2, 0.1, 1.0, 0.5)),
        ({**BOX, "top": "x"}, None),
        ({}, None),
    ],
)
def test_the_box_is_read_from_four_edges(given: dict[str, str], box: tuple[float, ...] | None) -> None:
    assert box_of(ShiftQuery(more=tuple(sorted(given.items())))) == box


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_place_is_on_the_page_with_its_class_and_map(client: TestClient, language: str) -> None:
    with client:
        page = client.get(PAGE, params={"view": "paste", "net": NAME, "lang": language, **BOX}).text
    assert re.findall(r'class="paste-card is-(\w+)"', page) == [WHOLE, *PLACES]
    assert page.count('class="paste-frame"') == 1 + len(PLACES)
    assert 'id="paste-left"' in page
    assert 'class="over-box is-field"' in page


def test_numbers_come_as_json_and_as_csv_of_the_same_box(client: TestClient) -> None:
    with client:
        found = client.get(API, params={"net": NAME, **BOX}).json()
        rows = client.get(f"{PAGE}/numbers.csv", params={"view": "paste", "net": NAME, **BOX}).text.splitlines()
    assert found["box"] == [0.2, 0.1, 0.6, 0.5]
    assert [each["place"] for each in found["placements"]] == [WHOLE, *PLACES]
    assert [row.split(",")[0] for row in rows[1:]] == [WHOLE, *PLACES]
    assert float(rows[1].split(",")[4]) == found["placements"][0]["probability"]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_box_that_is_too_small_is_told_in_the_panel(client: TestClient, language: str) -> None:
    small = {**BOX, "right": "21"}
    with client:
        answer = client.get(PAGE, params={"view": "paste", "net": NAME, "lang": language, **small})
        refused = client.get(API, params={"net": NAME, **small})
    assert answer.status_code == 200
    assert "is-error" in answer.text
    assert (refused.status_code, refused.json()["code"]) == (422, "small_box")
