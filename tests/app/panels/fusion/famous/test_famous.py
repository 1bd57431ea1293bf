"""Published models in the scheme of this panel."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from app.panels.fusion.famous.page import label_of
from models.fusion.famous import FAMOUS
from models.fusion.regions.catalogue_names import SIBLING_SHAPES

PAGE = "/s/chelsea/fusion"


def test_every_card_says_what_of_the_model_runs_here(lab: TestClient) -> None:
    """Five have a sibling, one of them in the encoder's tab; two run with weights of one's own."""
    labels = [label_of(model) for model in FAMOUS]
    assert labels == ["sibling", "sibling", "sibling", "sibling", "runs", "runs", "gated"]
    page = lab.get(PAGE, params={"view": "famous", "lang": "en"}).text
    assert page.count("Described only: this model does not run here.") == labels.count("described")
    assert page.count("a small sibling runs here, on the boxes of your photo. The real one does not run here.") == 4
    assert page.count("with weights that you bring") == labels.count("runs")
    assert page.count("Read it with your own weights") == labels.count("runs")
    assert page.count("Its sibling on your photo") == 1 + sum(len(shape.of) for shape in SIBLING_SHAPES.values())
    assert 'href="/s/chelsea/encoder?view=flamingo"' in page
    assert "between the layers of a small language model in “Encoder”" in re.sub("<[^>]+>", "", page)


def test_every_model_links_to_its_paper_and_to_the_strategy_that_works_that_way(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "famous"}).text
    for model in FAMOUS:
        assert model.address in page
        assert f"name={model.strategy}" in page or model.strategy == "cross_words"
