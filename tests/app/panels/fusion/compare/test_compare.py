"""All strategies on one photo and sentence: the page and its JSON."""

from __future__ import annotations

from starlette.testclient import TestClient

from app.panels.fusion.compare.document import FusionDocument
from app.panels.fusion.query import ATTENDING
from models.fusion.catalogue_names import STRATEGY_SHAPES

PAGE = "/s/chelsea/fusion"
API = "/api/v1/samples/chelsea/fusion"


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


def test_matches_are_a_document(lab: TestClient) -> None:
    document = lab.get(API, params={"other": "a horse"}).json()
    assert set(document) == set(FusionDocument.model_fields)
    assert [each["name"] for each in document["strategies"]] == list(STRATEGY_SHAPES)
    assert all(len(row["matches"]) == len(STRATEGY_SHAPES) for row in document["sentences"])
    assert document["sentences"][1]["sentence"] == "a horse"
    assert document["swaps"][0]["before"] == "cat"
    links = [each["links"]["self"] for each in document["strategies"]]
    assert all(lab.get(link).status_code == 200 for link in links)
