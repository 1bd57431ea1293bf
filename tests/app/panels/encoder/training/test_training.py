"""The lesson on the page: start, progress, reload, stop; without torch; and what was measured."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.language.i18n import languages, translator
from app.main import create_app
from app.panels.encoder.training.drawing import lesson_charts, scene_cards, tower_charts
from app.settings import Settings
from models.encoder.lesson_results import Goal, Lesson, Tower
from models.encoder.lesson_table import CLAIMS, table_of
from tests.fakes import FakeAttender
from tests.fakes_encoder import FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.fakes_lessons import FakeLessons, whole_lesson
from tests.live import wait_for

PAGE = "/s/chelsea/encoder?view=training"
API = "/api/v1/samples/chelsea/encoder/training"


@pytest.fixture
def source() -> FakeLessons:
    return FakeLessons()


@pytest.fixture
def school(settings: Settings, source: FakeLessons) -> Iterator[TestClient]:
    app = create_app(settings, FakeAttender(), None, FakeFusion(), FakeEncoderSource(), source)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_before_it_starts_there_is_a_button_and_nothing_runs(school: TestClient, source: FakeLessons) -> None:
    page = school.get(f"{PAGE}&lang=en").text
    assert "start=1" in page
    assert 'id="sweep"' not in page
    assert not source.started
    assert school.get(API).json()["lesson"] is None


def test_a_whole_lesson_without_scripts(school: TestClient, source: FakeLessons) -> None:
    page = school.get(f"{PAGE}&start=1&lang=en").text
    assert 'id="sweep"' in page
    assert 'method="post"' in page
    threading.Timer(0.5, lambda: source.started[0].go_on.set()).start()
    page = school.get(f"{PAGE}&start=1&wait=1&lang=en").text
    assert "changed 0 of 25 tensors" in page
    assert page.count('class="chart"') >= 3
    told = school.get(API).json()["lesson"]
    assert (told["share"], told["running"]) == (1.0, False)
    assert [each["moment"] for each in told["examined"]] == ["untrained", "taught", "asked"]
    assert "seed=1" in page  # train again: from another start


def test_stop_ends_it_and_shows_what_it_had_said(school: TestClient, source: FakeLessons) -> None:
    with school.stream("GET", "/s/chelsea/encoder/stream?view=training&start=1") as stream:
        lines = stream.iter_lines()
        for line in lines:
            if '"percent"' in line:
                break
        answer = school.post("/s/chelsea/encoder/training/stop?view=training&start=1&tower=all")
    assert answer.status_code == 303
    assert "start" not in answer.headers["location"]
    assert "tower=all" in answer.headers["location"]
    wait_for(lambda: source.started[0].ended)
    page = school.get(f"{PAGE}&lang=en").text
    assert "Stopped at 30 %" in page
    assert not school.get(API).json()["lesson"]["running"]


def test_without_torch_the_page_says_so_and_nothing_starts(settings: Settings) -> None:
    source = FakeLessons(installed=False)
    app = create_app(settings, FakeAttender(), None, FakeFusion(), FakeEncoderSource(), source)
    with TestClient(app) as client:
        page = client.get(f"{PAGE}&start=1&wait=1&lang=en").text
    assert "no torch" in page
    assert 'id="sweep"' not in page
    assert not source.started


@pytest.mark.parametrize("tag", [each.tag for each in languages()])
def test_every_claim_has_its_words(tag: str) -> None:
    assert all(translator(tag).has(f"encoder.claims.{name}") for name in CLAIMS)


def test_charts_of_nothing_are_nothing_and_of_something_have_every_seed() -> None:
    t = translator("en")
    assert lesson_charts(Lesson(Goal.LABELS, Tower.ALL, 0), t) == ()
    assert len(lesson_charts(whole_lesson(Goal.LABELS, Tower.ALL), t)) == 3
    table = table_of(tuple(whole_lesson(goal, tower, seed) for goal in Goal for tower in Tower for seed in range(3)))
    assert table is not None
    for _, chart in tower_charts(table, t):
        assert chart.count("chart-line") == 9
    assert len({caption for _, caption in scene_cards()}) > 1
