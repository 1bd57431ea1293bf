"""The table of paradigms: every cell in every language, and every row leads somewhere."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.language.i18n import languages, translator
from models.encoder.paradigms import ASPECTS, PARADIGMS, STUDIES

PAGE = "/s/chelsea/encoder?view=paradigms"


@pytest.mark.parametrize("tag", [each.tag for each in languages()])
def test_every_cell_is_on_the_page_and_in_the_json(desk: TestClient, tag: str) -> None:
    page, t = unescape(desk.get(PAGE, params={"view": "paradigms", "lang": tag}).text), translator(tag)
    rows = desk.get("/api/v1/encoder/paradigms", headers={"Accept-Language": tag}).json()
    assert [row["name"] for row in rows["paradigms"]] == list(PARADIGMS)
    for row in rows["paradigms"]:
        for aspect in ASPECTS:
            assert row[aspect] == t(f"encoder.{aspect}.{row['name']}")
            assert row[aspect] in page
    assert [each["address"] for each in rows["studies"]] == [each.address for each in STUDIES]
    assert all(each["found"] in page for each in rows["studies"])


def test_every_row_leads_to_a_page_that_is_there(desk: TestClient) -> None:
    page = desk.get(PAGE).text
    links = re.findall(r'<th scope="rowgroup".*?<a href="([^"]+)"', page)
    assert len(links) == len(ASPECTS)
    for link in map(unescape, links):
        answer = desk.get(link)
        assert answer.status_code == 200
        assert 'id="panel"' in answer.text
