"""What all sub-views of the fusion panel have in common: pages, fragments, the state in the address."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.panels.fusion.panel import FusionPanel
from app.panels.fusion.query import ATTENDING, NAMES, FusionQuery
from app.samples.sample import Sample

VIEWS = FusionPanel().views
SAMPLE = Sample("a cat", "photo", 451, 300)
PAGE = "/s/chelsea/fusion"
PARTIAL = {"HX-Request": "true"}


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


def test_the_address_holds_the_state() -> None:
    query = FusionQuery(view="depth", name="multimodal", word=3, row=1, col=2, other="a dog", strength=40)
    assert FusionPanel().read_query(dict(query.hidden()), SAMPLE) == query
    assert FusionQuery().encode() == ""
    read = FusionPanel().read_query({"name": "nonsense", "word": "x", "view": "none", "strength": "900"}, SAMPLE)
    assert (read.name, read.word, read.view, read.strength) == ("cross_words", None, "compare", 100)
    assert set(ATTENDING) < set(NAMES)
