"""The layers panel over HTTP, with a tiny real network: sub-views, pictures, arrays and JSON agree with one another."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fastapi.routing import APIRoute
from PIL import Image
from starlette.testclient import TestClient

from app.main import create_app
from app.panels.layers.panel import LayersPanel
from app.settings import Settings
from models.registry import backbone_names
from tests.fakes import FakeAttender
from tests.matrix import thorough_after
from tests.tiny_backbone import NAME, TinyBackbones, export_tiny

PAGE = "/s/chelsea/layers"
API = f"/api/v1/samples/chelsea/layers/{NAME}"
VIEWS = LayersPanel().views
PARTIAL = {"HX-Request": "true"}


@dataclass(frozen=True)
class OneBackbone(TinyBackbones):
    """The others would have to be exported first."""

    def prepared(self, net: str) -> bool:
        return net == NAME


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("lab")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", warm_wait_seconds=5)
    backbones = OneBackbone(export_tiny(folder / "tiny"))
    with TestClient(create_app(settings, FakeAttender(), backbones), follow_redirects=False) as client:
        yield client


def picture(client: TestClient, address: str) -> Image.Image:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_sub_view_is_a_page_and_a_fragment(lab: TestClient, view: str, language: str) -> None:
    page = lab.get(PAGE, params={"view": view, "lang": language})
    assert page.status_code == 200
    assert "<html" in page.text
    assert "is-error" not in page.text
    fragment = lab.get(PAGE, params={"view": view, "lang": language}, headers=PARTIAL)
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert f'id="lab-{view}"' in fragment.text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"stage": "nowhere"}, "no stage of that name"),
        ({"stage": "stem", "channel": "99"}, "Channels go from 0 to 3."),
        ({"view": "class", "class": "77"}, "Classes go from 0 to 3."),
        ({"view": "field", "stage": "head", "row": "90", "col": "1"}, "no cell at that place"),
        ({"view": "conv", "kernel": "a b"}, "“a” is no number."),
    ],
)
def test_what_is_not_there_is_told_in_place_of_the_view(lab: TestClient, wrong: dict[str, str], told: str) -> None:
    page = lab.get(PAGE, params={"lang": "en", **wrong})
    assert told in re.sub(r"<[^>]+>", "", page.text)  # a term of the glossary stands in a link
    assert 'class="segments lab-views"' in page.text
    assert "Chelsea the cat" in page.text


def test_the_strip_sums_to_the_whole_network(lab: TestClient) -> None:
    document = lab.get(API, params={"times": 1}).json()
    assert [stage["stage"] for stage in document["stages"]] == ["stem", "block0", "head"]
    assert sum(stage["parameters"] for stage in document["stages"]) == document["parameters"] - (8 * 4 + 4)
    assert all(stage["milliseconds"] > 0 for stage in document["stages"])


def test_channels_come_in_the_order_that_was_asked_for(lab: TestClient) -> None:
    rows = lab.get(f"{API}/stages/head", params={"order": "activity"}).json()["channels"]
    assert [row["activity"] for row in rows] == sorted((row["activity"] for row in rows), reverse=True)
    numbers = lab.get(f"{API}/stages/head", params={"order": "number"}).json()["channels"]
    assert [row["channel"] for row in numbers] == list(range(8))


def test_a_channel_as_json_is_the_one_in_the_archive(lab: TestClient) -> None:
    values = np.array(lab.get(f"{API}/stages/block0/channels/2").json()["values"])
    answer = lab.get(f"{PAGE}/maps.npz", params={"stage": "block0"})
    with np.load(io.BytesIO(answer.content)) as archive:
        assert archive["maps"].shape == (6, 8, 8)
        np.testing.assert_allclose(archive["maps"][2], values, rtol=1e-4, atol=1e-6)
    assert "attachment" in answer.headers["content-disposition"]


def test_pictures_have_a_pixel_a_cell(lab: TestClient) -> None:
    assert picture(lab, f"{PAGE}/channel.png?stage=block0&channel=1").size == (8, 8)
    assert picture(lab, f"{PAGE}/colours.png?stage=head").size == (8, 8)
    assert picture(lab, f"{PAGE}/kernel.png?stage=stem&channel=1").size == (3, 3)
    assert min(picture(lab, f"{PAGE}/maps.png?stage=stem").size) > 16


@pytest.mark.parametrize("name", ["channel.png?stage=stem&channel=9", "maps.png?stage=no", "class.png?class=44"])
def test_a_picture_of_nothing_is_an_error(lab: TestClient, name: str) -> None:
    assert lab.get(f"{PAGE}/{name}").status_code == 422


def test_the_mean_of_a_class_map_plus_the_bias_is_the_logit(lab: TestClient) -> None:
    classes = lab.get(f"{API}/classes", params={"top": 4}).json()["classes"]
    assert sum(row["probability"] for row in classes) == pytest.approx(1, abs=1e-5)
    shown = [lab.get(row["links"]["map"]).json() for row in classes]
    assert {one["kind"] for one in shown} == {"cam"}
    biases = [one["logit"] - np.mean(one["values"]) for one in shown]
    assert len(set(np.round(biases, 3))) > 1
    grad = lab.get(f"{API}/classes/0", params={"kind": "grad_cam", "stage": "head"}).json()
    cam = next(one for one in shown if one["class"] == 0)
    np.testing.assert_allclose(np.array(grad["values"]) * 64, cam["values"], rtol=1e-3, atol=1e-5)


def test_a_network_that_is_not_prepared_is_asked_for_by_the_page(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "nets"}).text
    assert page.count('class="net-card"') == len(backbone_names())
    assert page.count('hx-trigger="load, again"') == 1
    assert "prepare=efficientnet_lite1" in page
    waiting = lab.get(PAGE, params={"net": "efficientnet_lite2"}).text
    assert "wait=1" in waiting


def test_the_field_of_a_cell_holds_all_of_its_gradient(lab: TestClient) -> None:
    field = lab.get(f"{API}/field", params={"stage": "block0", "row": 3, "col": 4}).json()
    assert field["effective"]["share_inside"] == pytest.approx(1, abs=1e-5)
    assert field["theoretical"]["size"] == 7
    assert field["theoretical"]["steps"][-1]["size_after"] == 7


def test_the_textbook_comes_out_of_the_same_function(lab: TestClient) -> None:
    textbook = lab.get(f"{API}/cost").json()["textbook"]
    first = textbook[0]
    assert (first["convolution"]["weights"], first["convolution"]["biases"]) == (25, 1)
    assert first["dense_unit"] == 224 * 224 == 50_176
    assert {case["convolution"]["parameters"] for case in textbook[1:]} == {3 * 3 * 3 * 32 + 32}


def test_the_sum_of_a_convolution_is_its_products_and_its_bias(lab: TestClient) -> None:
    conv = lab.get(f"{API}/conv", params={"kernel": "-1,0,1;-2,0,2;-1,0,1", "row": 5, "col": 6, "output": 1}).json()
    assert conv["total"] == pytest.approx(np.sum(conv["products"]) + conv["kernel"]["bias"], abs=1e-3)
    assert conv["output"][5][6] == pytest.approx(conv["total"], abs=1e-3)


@pytest.mark.parametrize("of", thorough_after(1, [None, "word:1"]))
def test_the_checks_of_a_map_come_with_their_baselines(lab: TestClient, of: str | None) -> None:
    trust = lab.get(f"{API}/trust", params={"of": of} if of else {}).json()
    if trust["nothing"]:
        pytest.fail("the map of the test photo is empty")
    curves = trust["faithfulness"]["curves"]
    assert [curve["order"] for curve in curves] == ["map", "random", "centre"]
    for curve in curves:
        assert curve["deletion"][0] == pytest.approx(trust["faithfulness"]["score"], abs=1e-5)
        assert curve["insertion"][-1] == pytest.approx(trust["faithfulness"]["score"], abs=1e-5)
    assert (trust["randomisation"] is None) is (of is not None)


CHECKED = {"view": "trust", "stage": "head", "class": "3", "lang": "en"}


def test_the_checks_are_streamed_kept_and_shown(lab: TestClient) -> None:
    asked = {**CHECKED, "start": "1"}
    page = lab.get(PAGE, params=asked).text
    assert 'id="sweep"' in page
    assert "Giving places back" not in page
    events = lab.get(f"{PAGE}/stream", params=asked).text
    assert events.count("event: progress") > 5
    assert "event: done" in events
    page = lab.get(PAGE, params=asked).text
    assert 'id="sweep"' not in page
    assert "Giving places back" in page
    assert "With random weights" in page


def test_links_of_before_still_run_the_checks(lab: TestClient) -> None:
    old = {"view": "trust", "kind": "grad_cam", "class": "0", "lang": "en"}
    assert 'id="sweep"' in lab.get(PAGE, params={**old, "run": "1"}).text
    assert "Giving places back" in lab.get(PAGE, params={**old, "run": "all"}).text


@pytest.mark.parametrize(
    ("path", "asked", "argument"),
    [
        ("classes/0", {"kind": "cam", "stage": "block0"}, "stage"),
        ("classes/0", {"kind": "bogus"}, "kind"),
        ("trust", {"kind": "bogus"}, "kind"),
        ("trust", {"kind": "cam", "stage": "block0"}, "stage"),
        ("trust", {"of": "word"}, "of"),
        ("trust", {"of": "word:1", "class": 2}, "class"),
        ("trust", {"of": "word:1", "kind": "grad_cam"}, "kind"),
        ("trust", {"of": "word:1", "stage": "head"}, "stage"),
        ("field", {"row": 3}, "col"),
        ("conv", {"col": 3}, "row"),
        ("conv", {"kernel": "1_0"}, "kernel"),
        ("stages/stem", {"order": "bogus"}, "order"),
        ("cost", {"layer": "bogus"}, "layer"),
    ],
)
def test_nothing_is_answered_in_place_of_what_was_asked(
    lab: TestClient, path: str, asked: dict[str, str | int], argument: str
) -> None:
    answer = lab.get(f"{API}/{path}", params=asked)
    assert answer.status_code == 422
    assert argument in str(answer.json()["argument"])


def test_a_silent_cell_has_no_shares(lab: TestClient) -> None:
    values = np.asarray(lab.get(f"{API}/stages/block0/channels/0").json()["values"])
    row, col = (int(each[0]) for each in np.nonzero(values == 0)) if (values == 0).any() else (0, 0)
    told = lab.get(f"{API}/field", params={"stage": "block0", "row": row, "col": col, "channel": 0}).json()["effective"]
    assert (told["share_inside"] is None) is (told["core"] is None) is told["silent"]


@pytest.mark.parametrize("of", ["word:99", "word:100000"])
def test_a_word_that_is_not_there_is_told(lab: TestClient, of: str) -> None:
    assert lab.get(f"{API}/trust", params={"of": of}).json()["code"] == "no_such_word"
    page = lab.get(PAGE, params={"view": "trust", "of": of, "start": "1", "lang": "en"}).text
    assert "Choose one of its words" in page


def test_every_address_of_the_layers_is_documented(lab: TestClient) -> None:
    paths = {path for path in lab.get("/openapi.json").json()["paths"] if "/layers" in path}
    routes = [route for router in LayersPanel().routers for route in router.routes if isinstance(route, APIRoute)]
    assert paths == {route.path for route in routes if route.path.startswith("/api/")}
    parts = ("", "/stages/{stage}", "/stages/{stage}/channels/{channel}", "/classes", "/classes/{index}")
    lab_parts = ("/field", "/cost", "/conv", "/trust")
    here = "/api/v1/samples/{sample_id}/layers"
    assert paths >= {here, *(f"{here}/{{net}}{part}" for part in (*parts, *lab_parts))}


def test_the_networks_of_the_chooser_are_listed(lab: TestClient, tmp_path: Path) -> None:
    listed = lab.get("/api/v1/samples/chelsea/layers").json()["backbones"]
    assert [row["prepared"] for row in listed] == [row["backbone"] == NAME for row in listed]
    assert lab.get(listed[0]["links"]["stages"]).status_code == 200
