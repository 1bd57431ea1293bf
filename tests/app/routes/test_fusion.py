"""The fusion panel over HTTP, with a fake of its models and a tiny network for the photo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.panels.fusion.panel import FusionPanel
from app.panels.fusion.query import ATTENDING, NAMES, FusionQuery
from app.samples.sample import Sample
from app.settings import Settings
from models.fusion.catalogue_names import STRATEGY_SHAPES
from tests.fakes import FakeAttender
from tests.fakes_fusion import FakeFusion
from tests.photographs import photo
from tests.tiny_backbone import TinyBackbones, export_tiny

VIEWS = FusionPanel().views
SAMPLE = Sample("a cat", "photo", 451, 300)
PAGE = "/s/chelsea/fusion"
API = "/api/v1/samples/chelsea/fusion"
PARTIAL = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def source() -> FakeFusion:
    return FakeFusion()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, source: FakeFusion) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("fusion")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", warm_wait_seconds=5)
    backbones = TinyBackbones(export_tiny(folder / "tiny"))
    app = create_app(settings, FakeAttender(), backbones, source)
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "hub"])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_sub_view_is_a_page_and_a_fragment(lab: TestClient, view: str, language: str) -> None:
    page = lab.get(PAGE, params={"view": view, "lang": language})
    assert page.status_code == 200
    assert "<html" in page.text
    assert "is-error" not in page.text
    fragment = lab.get(PAGE, params={"view": view, "lang": language}, headers=PARTIAL)
    assert "<html" not in fragment.text
    assert f'id="fusion-{view}"' in fragment.text


def test_strategies_without_places_say_so_and_the_others_show_a_map(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"lang": "en"}).text
    assert page.count("never looks at a place") == len(STRATEGY_SHAPES) - len(ATTENDING)
    assert page.count("multiple-heat") == len(ATTENDING)


def test_the_page_offers_swaps_and_says_who_notices(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"lang": "en"}).text
    assert "<bdi>cat</bdi> → <bdi>horse</bdi>" in page
    other = "A horse with green eyes and a pink nose rests on a blanket"
    page = lab.get(PAGE, params={"other": other, "lang": "en"}).text
    assert "8 of 9 strategies notice" in page
    assert page.count("is-noticed") == 8


def test_the_other_sentence_is_escaped_and_kept(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"other": "<b>a cat</b> & a dog"}).text
    assert "<b>a cat" not in page
    assert "&lt;b&gt;a cat&lt;/b&gt; &amp; a dog" in page


def test_an_other_sentence_without_a_word_is_told_in_the_panel(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"other": "!!!"})
    assert page.status_code == 200
    assert "is-error" in page.text


@pytest.mark.parametrize("name", [*ATTENDING, "text"])
def test_every_attention_is_shown_in_depth(lab: TestClient, name: str) -> None:
    page = lab.get(PAGE, params={"view": "depth", "name": name, "row": 1, "col": 2, "word": 2, "lang": "en"})
    assert page.status_code == 200
    kinds = len(STRATEGY_SHAPES[name].attention) if name != "text" else 1
    assert page.text.count('class="head-tile') == kinds * 2 * 3
    assert ("row 2, column 3" in page.text) == (name != "text")
    if name in ("text", "early", "inside_cnn", "multimodal"):
        assert "word-matrix" in page.text


def test_a_head_of_the_text_stream_can_be_chosen(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "depth", "name": "text", "layer": 1, "head": 2, "lang": "en"}).text
    assert "layer 2, head 3" in page


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


def test_the_address_holds_the_state() -> None:
    query = FusionQuery(view="depth", name="multimodal", word=3, row=1, col=2, other="a dog", strength=40)
    assert FusionPanel().read_query(dict(query.hidden()), SAMPLE) == query
    assert FusionQuery().encode() == ""
    read = FusionPanel().read_query({"name": "nonsense", "word": "x", "view": "none", "strength": "900"}, SAMPLE)
    assert (read.name, read.word, read.view, read.strength) == ("cross_words", None, "compare", 100)
    assert set(ATTENDING) < set(NAMES)


def test_json_of_matches_and_of_one_strategy(lab: TestClient) -> None:
    document = lab.get(API, params={"other": "a horse"}).json()
    assert [each["name"] for each in document["strategies"]] == list(STRATEGY_SHAPES)
    assert all(len(row["matches"]) == len(STRATEGY_SHAPES) for row in document["sentences"])
    assert document["sentences"][1]["sentence"] == "a horse"
    assert document["swaps"][0]["before"] == "cat"
    link = next(each for each in document["strategies"] if each["name"] == "cross_words")["links"]["self"]
    one = lab.get(link, params={"weights": "true"}).json()
    assert len(one["maps"]) == len(one["words"])
    assert sum(map(sum, one["maps"][0])) == pytest.approx(1, abs=1e-3)
    rows = one["attention"][0]["weights"][0][0]
    assert sum(rows[0]) == pytest.approx(1, abs=1e-3)
    assert lab.get(f"{API}/strategies/late_dual").json()["maps"] is None
    assert lab.get(f"{API}/strategies/nonsense").json()["code"] == "no_such_strategy"


def test_the_stored_table_as_json(lab: TestClient) -> None:
    rows = lab.get("/api/v1/fusion/table").json()["strategies"]
    assert [row["name"] for row in rows] == list(STRATEGY_SHAPES)
    assert all(row["accuracy"]["low"] <= row["accuracy"]["mean"] <= row["accuracy"]["high"] for row in rows)
    assert all((row["pointing"] is None) == (row["name"].startswith("late")) for row in rows)


def test_a_long_sentence_shows_the_words_around_the_chosen_one(lab: TestClient) -> None:
    sentence = "a cat and a dog " * 24
    made = lab.post("/api/v1/samples", files={"image": ("a.jpg", photo())}, data={"sentence": sentence}).json()
    page = lab.get(f"/s/{made['id']}/fusion", params={"view": "depth", "name": "text", "word": 100, "lang": "en"})
    assert page.status_code == 200
    assert "Words 81 to 120 of 120" in page.text
    assert page.text.count("word-cell") == 40 * 40
