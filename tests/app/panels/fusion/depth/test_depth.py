"""One strategy, head by head: the page and its JSON."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.panels.fusion.depth.document import StrategyDocument
from app.panels.fusion.query import ATTENDING
from models.fusion.catalogue_names import STRATEGY_SHAPES
from tests.photographs import photo

PAGE = "/s/chelsea/fusion"
API = "/api/v1/samples/chelsea/fusion/strategies"


@pytest.mark.parametrize("name", [*ATTENDING, "text"])
def test_every_attention_is_shown_in_depth(lab: TestClient, name: str) -> None:
    page = lab.get(PAGE, params={"view": "depth", "name": name, "row": 1, "col": 2, "word": 2, "lang": "en"})
    assert page.status_code == 200
    kinds = len(STRATEGY_SHAPES[name].attention) if name != "text" else 1
    assert page.text.count('class="head-tile') == kinds * 2 * 3
    assert ("row 2, column 3" in page.text) == (name != "text")
    assert ("goes to [CLS] and [SEP]" in page.text) == (name != "text")
    if name in ("text", "early", "inside_cnn", "multimodal"):
        assert "word-matrix" in page.text


def test_a_head_of_the_text_stream_can_be_chosen(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "depth", "name": "text", "layer": 1, "head": 2, "lang": "en"}).text
    assert "layer 2, head 3" in page


def test_a_long_sentence_shows_the_words_around_the_chosen_one(lab: TestClient) -> None:
    sentence = "a cat and a dog " * 24
    made = lab.post("/api/v1/samples", files={"image": ("a.jpg", photo())}, data={"sentence": sentence}).json()
    page = lab.get(f"/s/{made['id']}/fusion", params={"view": "depth", "name": "text", "word": 100, "lang": "en"})
    assert page.status_code == 200
    assert "Words 81 to 120 of 120" in page.text
    assert page.text.count("word-cell") == 40 * 40


def test_one_strategy_is_a_document(lab: TestClient) -> None:
    one = lab.get(f"{API}/cross_words", params={"weights": "true"}).json()
    assert set(one) == set(StrategyDocument.model_fields)
    assert len(one["maps"]) == len(one["words"])
    assert sum(map(sum, one["maps"][0])) == pytest.approx(1, abs=1e-3)
    rows = one["attention"][0]["weights"][0][0]
    assert sum(rows[0]) == pytest.approx(1, abs=1e-3)
    assert lab.get(f"{API}/cross_words").json()["attention"][0]["weights"] is None
    assert lab.get(f"{API}/late_dual").json()["maps"] is None


def test_a_strategy_that_does_not_exist_is_refused(lab: TestClient) -> None:
    answer = lab.get(f"{API}/nonsense")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_such_strategy")
