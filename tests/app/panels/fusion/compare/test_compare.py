"""All strategies on one photo and sentence: the page and its JSON."""

from __future__ import annotations

import math

import pytest
from starlette.testclient import TestClient

from app.language.i18n import languages, translator
from app.panels.fusion.compare.document import FusionDocument
from app.panels.fusion.query import ATTENDING, FIRST
from app.panels.fusion.readiness import expect_strategies
from app.samples.sentence import language_of
from app.web.errors import view_error
from models.errors import Busy
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.preference import NO_DIFFERENCE

PAGE = "/s/chelsea/fusion"
API = "/api/v1/samples/chelsea/fusion"


OTHER = "A horse with green eyes and a pink nose rests on a blanket"


def test_three_strategies_come_first_with_use_and_cost_the_rest_on_request(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"lang": "en"}).text
    assert page.count('class="fusion-card') - page.count('class="fusion-cards') == len(FIRST)
    assert page.count("When to use it") == page.count("What it costs") == page.count("What it cannot do") == len(FIRST)
    assert "Show the other 6 strategies" in page
    page = lab.get(PAGE, params={"lang": "en", "every": "1"}).text
    assert page.count("What it cannot do") == len(STRATEGY_SHAPES)
    assert "Show three only" in page


def test_a_strategy_that_was_followed_to_is_among_the_cards(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"lang": "en", "name": "early"}).text
    assert 'class="fusion-card is-current" aria-label="Early fusion"' in page


def test_strategies_without_places_say_so_and_the_others_show_a_map(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"lang": "en", "every": "1"}).text
    assert page.count("never looks at a place") == len(STRATEGY_SHAPES) - len(ATTENDING)
    scales = len(STRATEGY_SHAPES["multi_scale"].attention)  # its map is their mean; each is shown by itself too
    assert page.count("multiple-heat") == len(ATTENDING) + scales
    assert page.count("A random cell hits") == len(ATTENDING)


def test_the_page_offers_swaps_and_says_who_prefers_what(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"lang": "en"}).text
    assert "<bdi>cat</bdi> → <bdi>horse</bdi>" in page
    page = lab.get(PAGE, params={"other": OTHER, "lang": "en", "every": "1"}).text
    assert "7 of 9 strategies prefer it, 1 see no difference, 1 prefer the wrong one" in page
    for answer, count in (("true_one", 7), ("no_difference", 1), ("wrong_one", 1)):
        assert page.count(f'class="fusion-prefers is-{answer}"') == count
    assert "logits differ by +2.80" in page


def test_the_same_sentence_again_makes_no_difference(lab: TestClient) -> None:
    own = "A cat with green eyes and a pink nose rests on a blanket"
    page = lab.get(PAGE, params={"other": own, "lang": "en"}).text
    assert "0 of 9 strategies prefer it, 9 see no difference, 0 prefer the wrong one" in page


def test_the_matrix_marks_what_makes_no_difference_and_what_is_preferred(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"lang": "en"}).text
    assert "<span>80=</span>" in page
    assert "<span>95!</span>" in page
    assert "= marks no difference to your sentence" in page


def test_the_other_sentence_is_escaped_and_kept(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"other": "<b>a cat</b> & a dog"}).text
    assert "<b>a cat" not in page
    assert "&lt;b&gt;a cat&lt;/b&gt; &amp; a dog" in page


def test_an_other_sentence_without_a_word_is_told_in_the_panel(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"other": "!!!"})
    assert page.status_code == 200
    assert "is-error" in page.text


def test_matches_are_a_document(lab: TestClient) -> None:
    document = lab.get(API, params={"other": "a horse"}).json()
    assert set(document) == set(FusionDocument.model_fields)
    assert [each["name"] for each in document["strategies"]] == list(STRATEGY_SHAPES)
    assert all(len(row["matches"]) == len(STRATEGY_SHAPES) for row in document["sentences"])
    assert document["sentences"][1]["sentence"] == "a horse"
    assert document["swaps"][0]["before"] == "cat"
    links = [each["links"]["self"] for each in document["strategies"]]
    assert all(lab.get(link).status_code == 200 for link in links)


def test_the_document_gives_the_three_answers_and_what_no_difference_is(lab: TestClient) -> None:
    document = lab.get(API, params={"other": OTHER}).json()
    answers = dict(zip(STRATEGY_SHAPES, document["sentences"][1]["prefers"], strict=True))
    assert (answers["late_dual"], answers["late_concat"]) == ("no_difference", "wrong_one")
    assert set(document["sentences"][0]["prefers"]) == {"no_difference"}
    assert document["no_difference"] == NO_DIFFERENCE
    for row in document["sentences"]:
        assert row["matches"] == pytest.approx([1 / (1 + math.exp(-each)) for each in row["logits"]], abs=1e-4)


async def test_the_api_says_what_is_prepared_while_the_strategies_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.panels.fusion.readiness.PATIENCE", 0.01)
    with pytest.raises(Busy) as raised:
        await expect_strategies(Unready())  # type: ignore[arg-type]
    for language in languages():
        told = view_error(raised.value, translator(language.tag))
        assert (told.status, told.code) == (503, "preparing_strategies")
        assert told.message not in (raised.value.message, "") or language.tag == "en"


@pytest.mark.parametrize("view", ["compare", "depth"])
def test_words_that_no_strategy_read_are_named(lab: TestClient, view: str) -> None:
    sample = lab.post("/api/v1/samples", data={"sentence": "王小明和一只고양이 and a dog", "sample": "chelsea"}).json()
    page = lab.get(f"/s/{sample['id']}/fusion", params={"view": view, "lang": "en"}).text
    notice = page.partition('id="fusion-unread">')[2].partition("</p>")[0]
    assert "<bdi>王小明</bdi>, <bdi>고양이</bdi>" in notice
    assert 'id="fusion-unread"' not in lab.get(PAGE, params={"view": view, "lang": "en"}).text


def test_a_chinese_sentence_stands_beside_chinese_ones(lab: TestClient) -> None:
    sample = lab.post("/api/v1/samples", data={"sentence": "一只猫趴在毯子上", "sample": "chelsea"}).json()
    rows = lab.get(f"/api/v1/samples/{sample['id']}/fusion").json()["sentences"]
    assert len(rows) > 5
    assert all(language_of(row["sentence"]) == "zh" for row in rows)


class Unready:
    """Strategies that are still being exported."""

    async def available(self, patience: float) -> bool:
        return False


def test_an_answer_takes_one_place_and_few_runs(lab: TestClient) -> None:
    """Eighteen passes that queue one by one behind everybody took 36 s under 50 people."""
    gate = lab.app.state.services.runner.gates["short"]  # type: ignore[attr-defined]
    lab.get(API)
    runs = gate.meter.runs
    assert lab.get(API, params={"other": "A bird sings in a tree that nobody has seen"}).status_code == 200
    assert gate.meter.runs - runs <= 2
    runs = gate.meter.runs
    assert lab.get(API, params={"other": "A bird sings in a tree that nobody has seen"}).status_code == 200
    assert gate.meter.runs == runs


def test_an_answer_that_cannot_be_given_soon_is_refused_at_once(lab: TestClient) -> None:
    gate = lab.app.state.services.runner.gates["short"]  # type: ignore[attr-defined]
    lab.get(API)
    gate._inside["others"] += 34
    try:
        answer = lab.get(API, params={"other": "A fish swims"})
    finally:
        del gate._inside["others"]
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["retry-after"]
    assert lab.get(API, params={"other": "A fish swims"}).status_code == 200
