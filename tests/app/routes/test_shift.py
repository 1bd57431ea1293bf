"""The shift panel over HTTP, with a tiny real network under every built-in name."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.main import create_app
from app.panels.shift.panel import ShiftPanel
from app.panels.shift.query import ShiftQuery
from app.samples.sample import Sample
from app.settings import Settings
from models.shift_results import MoveMode, Variant
from tests.fakes import FakeAttender
from tests.tiny_backbone import TinyBackbones, export_tiny

VIEWS = ShiftPanel().views
SAMPLE = Sample("a cat", "photo", 451, 300)
PAGE = "/s/chelsea/shift"
API = "/api/v1/samples/chelsea/shift"
PARTIAL = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("shift")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", warm_wait_seconds=5)
    backbones = TinyBackbones(export_tiny(folder / "tiny"))
    with TestClient(create_app(settings, FakeAttender(), backbones), follow_redirects=False) as client:
        yield client


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    parts = [part.split("\n") for part in text.strip().split("\n\n")]
    return [(lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))) for lines in parts]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_sub_view_is_a_page_and_a_fragment(lab: TestClient, view: str, language: str) -> None:
    for wait in ("", "1"):
        page = lab.get(PAGE, params={"view": view, "lang": language, "wait": wait, "start": "1"})
        assert page.status_code == 200
        assert "<html" in page.text
        assert "is-error" not in page.text
    fragment = lab.get(PAGE, params={"view": view, "lang": language, "start": "1"}, headers=PARTIAL)
    assert "<html" not in fragment.text
    assert f'id="shift-{view}"' in fragment.text
    assert 'id="sweep"' not in fragment.text  # everything is there by now


@pytest.mark.parametrize("mode", MoveMode)
@pytest.mark.parametrize("variant", Variant)
def test_the_mode_and_the_variant_stand_beside_the_numbers(lab: TestClient, mode: MoveMode, variant: Variant) -> None:
    page = lab.get(PAGE, params={"mode": mode, "variant": variant, "dx": "-5", "dy": "3", "wait": "1", "lang": "en"})
    assert page.status_code == 200
    words = {
        "circular": "wraps around",
        "zero": "black comes in",
        "reflect": "mirrored",
        "crop": "real content comes in",
    }
    assert f"photo {words[mode]}; network" in page.text
    assert "-5, +3 pixels" in page.text


@pytest.mark.parametrize("mode", MoveMode)
@pytest.mark.parametrize("dx", [4, 2, -1])
def test_one_error_in_the_sentence_the_curve_the_table_and_the_json(lab: TestClient, mode: MoveMode, dx: int) -> None:
    query: dict[str, Any] = {"mode": mode, "dx": dx, "dy": 0, "stage": "block0", "lang": "en", "wait": "1"}
    found = lab.get(f"{API}/move", params=query).json()
    curve = next(stage["error"] for stage in found["sweep"]["stages"] if stage["stage"] == "block0")
    head, *rows = csv.reader(io.StringIO(lab.get(f"{PAGE}/numbers.csv", params=query).text))
    column = head.index("error_block0")
    table = next(float(row[column]) for row in rows if int(row[1]) == dx)
    assert found["error"] == pytest.approx(curve[dx + 32], abs=2e-5)
    assert table == curve[dx + 32]
    said = re.search(r"What differs is ([\d.]+) of the moved map", lab.get(PAGE, params=query).text)
    assert said
    assert float(said[1]) == pytest.approx(found["error"], abs=6e-4)


@pytest.mark.parametrize("mode", MoveMode)
@pytest.mark.parametrize("variant", Variant)
def test_a_dip_is_told_where_there_is_one(lab: TestClient, mode: MoveMode, variant: Variant) -> None:
    query = {"mode": mode, "variant": variant, "stage": "block0", "lang": "en", "wait": "1"}
    answer = lab.get(f"{API}/move", params=query)
    if answer.status_code == 422:
        return  # the tiny network has no such variant
    sweep = answer.json()["sweep"]
    errors = dict(zip(sweep["shifts"], sweep["stages"][1]["error"], strict=True))
    dip = [error for shift, error in errors.items() if shift and shift % 4 == 0]
    between = [error for shift, error in errors.items() if shift % 4]
    falls = sum(dip) / len(dip) < 0.9 * sum(between) / len(between)
    page = lab.get(PAGE, params=query).text
    assert ("error dips to" in page or "commute exactly" in page) is falls
    assert ("half_cell" in sweep["stages"][1]) is (mode is MoveMode.CIRCULAR)


def test_work_is_streamed_and_then_the_page_has_it(lab: TestClient) -> None:
    query = {"view": "move", "mode": "zero", "axis": "down", "net": "efficientnet_lite1"}
    before = lab.get(PAGE, params=query, headers=PARTIAL)
    assert "data-stream" in before.text
    assert "view=move" not in before.text.split("data-stream=")[1].split('"')[1]  # defaults are left out
    stream = lab.get(f"{PAGE}/stream", params=query)
    assert stream.headers["content-type"].startswith("text/event-stream")
    seen = events(stream.text)
    assert seen[-1][0] == "done"
    shares = [data["share"] for name, data in seen if name == "progress"]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    after = lab.get(PAGE, params=query, headers=PARTIAL)
    assert "data-stream" not in after.text
    assert "chart-line is-map" in after.text


def test_a_stream_that_fails_says_why(lab: TestClient) -> None:
    seen = events(lab.get(f"{PAGE}/stream", params={"net": "torchvision:resnet18"}).text)
    assert seen[-1][0] == "failed"
    assert seen[-1][1]["text"]


def test_an_unknown_stage_or_network_is_told_in_the_panel(lab: TestClient) -> None:
    for query in ({"stage": "block99"}, {"net": "nonsense"}):
        page = lab.get(PAGE, params=query)
        assert page.status_code == 200
        assert "is-error" in page.text


@pytest.mark.parametrize(
    "query", [{"dx": "abc"}, {"dx": "99999"}, {"dy": "--3"}, {"mode": "sideways"}, {"angle": "nan"}, {"scale": "1e9"}]
)
def test_what_cannot_be_read_is_at_its_default_or_its_limit(query: dict[str, str]) -> None:
    read = ShiftPanel().read_query(query, SAMPLE)
    assert -32 <= read.dx <= 32
    assert read.dy == 0
    assert read.mode is MoveMode.CIRCULAR
    assert -90 <= read.angle <= 90
    assert 0.5 <= read.scale <= 2


def test_the_address_holds_the_state() -> None:
    query = ShiftQuery(view="turn", mode=MoveMode.CROP, variant=Variant.BLURRED, angle=-35, dx=-4, stage="head")
    again = ShiftPanel().read_query(dict(query.hidden()), SAMPLE)
    assert again == query
    assert ShiftQuery().encode() == ""


@pytest.mark.parametrize("view", VIEWS)
def test_numbers_as_csv(lab: TestClient, view: str) -> None:
    answer = lab.get(f"{PAGE}/numbers.csv", params={"view": view})
    assert answer.headers["content-type"].startswith("text/csv")
    assert f"fovea-shift-{view}.csv" in answer.headers["content-disposition"]
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert rows
    assert all(len(row) == len(head) for row in rows)


def test_the_strip_moves_and_has_a_still(lab: TestClient) -> None:
    moving = Image.open(io.BytesIO(lab.get(f"{PAGE}/strip.webp").content))
    still = Image.open(io.BytesIO(lab.get(f"{PAGE}/strip.webp", params={"still": "1"}).content))
    assert getattr(moving, "n_frames", 1) == 32
    assert getattr(still, "n_frames", 1) == 1
    assert moving.size == still.size == (660, 238)


def test_json_of_every_sub_view(lab: TestClient) -> None:
    move = lab.get(f"{API}/move", params={"dx": 4, "stage": "block0"}).json()
    assert (move["dx"], move["stage"], move["reduction"], move["cells"]) == (4, "block0", 4, [1.0, 0.0])
    assert move["sweep"]["shifts"] == list(range(-32, 33))
    assert all(len(stage["error"]) == 65 for stage in move["sweep"]["stages"])
    assert move["error"] == pytest.approx(move["sweep"]["stages"][1]["error"][36], abs=1e-4)
    network = lab.get(f"{API}/network", params={"start": "true"}).json()
    assert {row["variant"] for row in network["consistency"]} == {"trained", "blurred"}
    assert network["words"]
    pooling = lab.get(f"{API}/pooling", params={"stage": "pixels", "stride": 2}).json()
    assert next(kind for kind in pooling["kinds"] if kind["kind"] == "adaptive")["equivariance"] == 1
    alike = lab.get(f"{API}/alike").json()
    assert [row["backbone"] for row in alike["networks"]] == [
        "small_max",
        "small_average",
        "small_strided",
        "small_blur",
    ]
    assert alike["networks"][0]["accuracy"]["photos"] == 1695
    turn = lab.get(f"{API}/turn").json()
    assert [sweep["kind"] for sweep in turn["sweeps"]] == ["angle", "scale"]


def test_errors_of_the_api_are_problems(lab: TestClient) -> None:
    answer = lab.get(f"{API}/move", params={"stage": "nowhere"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "no_such_stage"
    assert lab.get(f"{API}/move", params={"dx": 40}).status_code == 422
    assert lab.get("/api/v1/samples/nobody/shift/move").status_code == 404
