from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.language.i18n import languages, translator
from app.panels import find_panel
from app.panels.panel import SubViewPanel
from app.tour.questions import QUESTIONS, find_statement
from app.tour.steps import STEPS

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
STATEMENTS = [said for question in QUESTIONS for said in question.statements]
TAGS = [language.tag for language in languages()]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("said", STATEMENTS, ids=lambda said: said.name)
def test_every_statement_has_its_number(lessons: TestClient, said: object, tag: str) -> None:
    name = said.name  # type: ignore[attr-defined]
    told = lessons.get(f"/s/chelsea/questions/{name}", params={"lang": tag}, headers=PART).text
    assert 'class="statement-number"' in told, told
    assert "hx-get" not in told  # it does not ask again
    assert translator(tag).has(f"questions.said.{name}.title")


def test_the_page_holds_every_statement_and_its_link(lessons: TestClient) -> None:
    page = lessons.get("/s/chelsea/questions").text
    for said in STATEMENTS:
        assert f'hx-get="/s/chelsea/questions/{said.name}"' in page
    assert page.count("<dt>") == len(STATEMENTS)


def test_without_scripts_one_link_measures_all(lessons: TestClient) -> None:
    page = lessons.get("/s/chelsea/questions?measure=1").text
    assert page.count('class="statement-number"') == len(STATEMENTS)


def test_a_statement_alone_leads_to_its_view(lessons: TestClient) -> None:
    answer = lessons.get("/s/chelsea/questions/shared")
    assert (answer.status_code, answer.headers["location"]) == (303, "/s/chelsea/layers?view=cost")
    assert lessons.get("/s/chelsea/questions/nothing").status_code == 404


@pytest.mark.parametrize("said", [*STATEMENTS, *(step.measurement for step in STEPS)], ids=lambda said: said.name)
def test_every_number_is_of_a_view_that_exists(said: object) -> None:
    panel, address = find_panel(said.panel), said.address  # type: ignore[attr-defined]
    assert address.get("view") is None or (isinstance(panel, SubViewPanel) and address["view"] in panel.views)


def test_names_are_their_own() -> None:
    assert len({said.name for said in STATEMENTS}) == len(STATEMENTS)
    assert find_statement("nothing") is None
