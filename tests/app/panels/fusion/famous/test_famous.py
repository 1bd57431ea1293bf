"""Published models in the scheme of this panel."""

from __future__ import annotations

from starlette.testclient import TestClient

from app.panels.fusion.famous.page import label_of
from models.fusion.famous import FAMOUS
from models.fusion.regions.catalogue_names import SIBLING_SHAPES

PAGE = "/s/chelsea/fusion"


def test_every_card_says_what_of_the_model_runs_here(lab: TestClient) -> None:
    """Four have a sibling, two run with weights of one's own, and what neither does is only described."""
    labels = [label_of(model.name) for model in FAMOUS]
    assert labels == ["sibling", "sibling", "sibling", "sibling", "runs", "runs", "described"]
    page = lab.get(PAGE, params={"view": "famous", "lang": "en"}).text
    assert page.count("Described only: this model does not run here.") == labels.count("described")
    assert page.count("a small sibling runs here, on the boxes of your photo. The real one does not run here.") == 4
    assert page.count("with weights that you bring") == labels.count("runs")
    assert page.count("Read it with your own weights") == labels.count("runs")
    assert page.count("Its sibling on your photo") == sum(len(shape.of) for shape in SIBLING_SHAPES.values())


def test_every_model_links_to_its_paper_and_to_the_strategy_that_works_that_way(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "famous"}).text
    for model in FAMOUS:
        assert model.address in page
        assert f"name={model.strategy}" in page or model.strategy == "cross_words"
