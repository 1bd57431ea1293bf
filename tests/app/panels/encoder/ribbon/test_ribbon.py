"""Photos and a sentence in one row: the page, the link that holds them, an upload, and the JSON."""

from __future__ import annotations

import re
from html import unescape
from itertools import product

import pytest
from starlette.testclient import TestClient

from app.language.i18n import languages
from app.panels.encoder.query import GATES, EncoderQuery, Way, counted, read_photos
from models.encoder.ribbon import COUNTS
from tests.photographs import photo

PAGE, API = "/s/chelsea/encoder?view=ribbon", "/api/v1/samples/chelsea/encoder/ribbon"


@pytest.mark.parametrize(("tag", "way", "k"), list(product([each.tag for each in languages()], Way, COUNTS)))
def test_every_way_and_count_adds_up_on_page_and_in_json(desk: TestClient, tag: str, way: Way, k: int) -> None:
    asked = {"photos": "coffee,rocket", "way": way.value, "k": str(k)}
    found = desk.get(API, params=asked).json()
    assert found["total"] == 3 * k + found["separators"] + len(found["pieces"])
    assert found["separators"] == 6
    assert [each["tokens"] for each in found["photos"]] == [k, k, k]
    page = desk.get(PAGE, params={**asked, "view": "ribbon", "lang": tag}).text
    drawn = page.split('<svg class="ribbon"')[1].split("</svg>")[0]
    assert drawn.count("is-photo") == 3 * k
    assert drawn.count("is-word") == len(found["pieces"])
    assert drawn.count("is-sep") == 6
    widths = {float(width) for width in re.findall(r'width="([\d.]+)"', drawn.split(">", 1)[1])}
    assert max(widths) - min(widths) < 0.02  # every token is equally wide


def test_what_must_hold_holds(desk: TestClient) -> None:
    laws = desk.get(API, params={"way": "resampled", "k": "49", "size": "224x672"}).json()["laws"]
    assert max(laws["pooled"], laws["attention"], laws["moved"]) < 1e-5
    assert (laws["shut"], laws["sizes"]) == (0, [49, 49])
    assert "is-broken" not in desk.get(PAGE).text


@pytest.mark.parametrize("gate", GATES)
def test_a_shut_gate_changes_no_bit_of_the_text(desk: TestClient, gate: str) -> None:
    found = desk.get(API, params={"gate": gate}).json()
    assert (found["text"] == found["seen"]) == (gate == "0") == (found["change"] == 0)


def test_attention_is_query_by_query_over_all_places_and_absent_where_pooled(desk: TestClient) -> None:
    (seen,) = desk.get(API, params={"way": "resampled", "k": "4", "size": "320"}).json()["photos"]
    assert [len(row) for row in seen["attention"]] == [100] * 4
    assert all(sum(row) == pytest.approx(1, abs=1e-3) for row in seen["attention"])
    (pooled,) = desk.get(API).json()["photos"]
    assert pooled["attention"] is None
    page = desk.get(f"{PAGE}&way=resampled&query=40&k=4&lang=en").text
    assert "Where query 3 looks" in page
    assert "trained to tell photos by their captions" in page


def test_a_photo_of_ones_own_is_kept_and_the_link_holds_both(desk: TestClient) -> None:
    address = f"{PAGE.replace('?', '/ribbon/photo?')}&photos=coffee&k=4"
    answer = desk.post(address, files={"image": ("a.jpg", photo())})
    assert answer.status_code == 303
    there = unescape(answer.headers["location"])
    assert "photos=coffee," in there
    assert "k=4" in there
    page = desk.get(there).text
    assert page.count("ribbon-tokens") == 3
    assert "ribbon-offers" not in page  # no room for a fourth
    assert desk.post(address).status_code == 422


def test_photos_that_are_gone_are_told_and_the_rest_stays(desk: TestClient) -> None:
    page = desk.get(f"{PAGE}&photos=coffee,nobody&lang=en").text
    assert "1 photo of this link is not there any more." in page
    assert page.count("ribbon-tokens") == 2


def test_the_address_is_read_without_failing_and_written_again() -> None:
    assert read_photos(" a, ,b,c,a ") == ("a", "b")
    assert read_photos(",") is None
    assert [counted(each) for each in ("4", "5", "x")] == [4, None, None]
    query = EncoderQuery.read({"photos": "a,b", "k": "49", "way": "resampled", "gate": "2", "query": "7"})
    assert EncoderQuery.read(dict(query.hidden())) == query
    assert EncoderQuery.read({"k": "7", "way": "?", "gate": "9", "query": "-3"}) == EncoderQuery()


@pytest.mark.parametrize("tag", [each.tag for each in languages()])
def test_what_k_tokens_are_worth_is_the_same_on_page_and_in_json(desk: TestClient, tag: str) -> None:
    table = desk.get(API).json()["measured"]
    page = desk.get(PAGE, params={"view": "ribbon", "lang": tag}).text
    shown = page.split("ribbon-measured")[1].split("</table>")[0]
    rows = {(row["way"], row["k"]): row for row in table["rows"]}
    assert len(rows) == 2 * len(COUNTS)
    told = [float(each) for each in re.findall(r'<td class="number">([\d.]+)', shown)]
    assert told == [
        rows[way, k][which] for k in COUNTS for way in ("pooled", "resampled") for which in ("first", "first_ten")
    ]
    assert table["chance"] == [100 / table["photos"], 1000 / table["photos"]]
