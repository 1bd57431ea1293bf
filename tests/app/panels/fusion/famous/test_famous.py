"""Published models in the scheme of this panel."""

from __future__ import annotations

from starlette.testclient import TestClient

from models.fusion.famous import FAMOUS

PAGE = "/s/chelsea/fusion"


def test_models_that_are_only_described_carry_that_label(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "famous", "lang": "en"}).text
    assert page.count("Described only: this model does not run here.") == len(FAMOUS) - 2
    assert page.count("with weights that you bring") == 2
    assert page.count("Read it with your own weights") == 2


def test_every_model_links_to_its_paper_and_to_the_strategy_that_works_that_way(lab: TestClient) -> None:
    page = lab.get(PAGE, params={"view": "famous"}).text
    for model in FAMOUS:
        assert model.address in page
        assert f"name={model.strategy}" in page or model.strategy == "cross_words"
