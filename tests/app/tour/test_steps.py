from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from app.language.i18n import languages, translator
from app.tour.measurement import bucket
from app.tour.steps import STEPS

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
NUMBERED = list(enumerate(STEPS, start=1))
TAGS = [language.tag for language in languages()]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_has_its_words(step: object, tag: str) -> None:
    name, guesses, has = step.name, step.guesses, translator(tag).has  # type: ignore[attr-defined]
    assert all(has(f"tour.steps.{name}.{part}") for part in ("title", "text", "question", "answer"))
    assert all(has(f"tour.steps.{name}.guesses.{guess}") for guess in guesses)


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(("number", "step"), NUMBERED, ids=lambda each: getattr(each, "name", ""))
def test_every_step_asks_first_and_answers_with_what_was_measured(
    lessons: TestClient, number: int, step: object, tag: str
) -> None:
    address = f"/s/chelsea/tour/{number}"
    asked = lessons.get(address, params={"lang": tag}, headers=PART).text
    assert "is-right" not in asked
    guess = step.guesses[0]  # type: ignore[attr-defined]
    answered = lessons.get(address, params={"lang": tag, "guess": guess}, headers=PART).text
    assert "is-error" not in answered, answered
    assert answered.count("is-right") == 1  # the measurement always proves one of the guesses
    (answer,) = re.findall(r'<div class="tour-answer" role="status">\s*<p>(.*?)</p>', answered)
    assert re.search(r"\d", answer)
    assert "{" not in answer


def test_the_page_of_a_step_is_its_view_with_the_card_over_it(lessons: TestClient) -> None:
    page = lessons.get("/s/chelsea/layers?view=cost&tour=2").text
    assert 'id="lab-cost"' in page
    assert 'data-number="2"' in page
    assert 'href="/s/chelsea/layers?view=conv&amp;kernel=edge&amp;tour=1"' in page


@pytest.mark.parametrize("address", ["/?tour=9", "/s/camera?tour=9", "/s/camera/tour/9"])
def test_a_step_is_reached_by_its_number(lessons: TestClient, address: str) -> None:
    lessons.cookies.clear()  # of a language that an earlier test chose
    answer = lessons.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/s/camera/words?tour=9")


@pytest.mark.parametrize(("given", "meant"), [("0", 1), ("99", len(STEPS)), ("-4", 1)])
def test_a_number_beyond_the_tour_is_its_end(lessons: TestClient, given: str, meant: int) -> None:
    assert f"tour={meant}" in lessons.get(f"/?tour={given}").headers["location"]


def test_no_number_is_no_tour(lessons: TestClient) -> None:
    assert 'id="tour"' not in lessons.get("/s/chelsea/words?tour=now").text


def test_a_guess_that_was_not_offered_is_none(lessons: TestClient) -> None:
    assert "is-right" not in lessons.get("/s/chelsea/layers?view=cost&tour=2&guess=nonsense").text


def test_without_scripts_the_guess_loads_the_page_with_the_answer(lessons: TestClient) -> None:
    assert "is-right" in lessons.get("/s/chelsea/layers?view=cost&tour=2&guess=hundred").text


def test_the_tour_is_a_page_of_links(lessons: TestClient) -> None:
    page = lessons.get("/s/chelsea/tour").text
    assert [int(number) for number in re.findall(r'<li><a href="[^"]*tour=(\d+)"', page)] == [n for n, _ in NUMBERED]


def test_the_answer_is_the_number_of_the_json(lessons: TestClient) -> None:
    told = lessons.get("/s/chelsea/tour/2?lang=en&guess=hundred", headers=PART).text
    document = lessons.get("/api/v1/samples/chelsea/layers/efficientnet_lite0/cost").json()
    assert f"{document['convolution']['parameters']:,} weights" in told
    told = lessons.get("/s/chelsea/tour/5?lang=en&guess=yes", headers=PART).text
    sweep = lessons.get("/api/v1/samples/chelsea/shift/network").json()["sweep"]
    kept = sum(each == sweep["class"] for each in sweep["top_class"])
    assert f"on top at {kept} of {len(sweep['shifts'])} shifts" in told


def test_a_value_falls_into_the_first_bound_above_it() -> None:
    assert [bucket(value, ("low", 1), ("middle", 2), ("high", 3)) for value in (0, 1, 2.5, 9)] == [
        "low",
        "middle",
        "high",
        "high",
    ]
