"""The caption on the page: streamed, cancelled, waited for, of a grey photo; and where the extra is not installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.language.i18n import languages, translator
from app.main import create_app
from app.panels.encoder.caption.result import read_facts
from app.panels.encoder.language_model import INSTALL
from app.settings import Settings
from models.captioner.prompt import PLACES
from models.captioner.table import PAIRS, SWAPS, WAYS
from tests.fakes import FakeAttender
from tests.fakes_encoder import WIDTH, FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.fakes_language import FakeLanguage
from tests.live import wait_for

PAGE = "/s/chelsea/encoder?view=caption"
API = "/api/v1/samples/chelsea/encoder/caption"
TAGS = [each.tag for each in languages()]


@pytest.fixture
def source() -> FakeLanguage:
    return FakeLanguage(WIDTH)


def desk_of(settings: Settings, source: FakeLanguage) -> TestClient:
    app = create_app(settings, FakeAttender(), None, FakeFusion(), FakeEncoderSource(), language=source)
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def desk(settings: Settings, source: FakeLanguage) -> Iterator[TestClient]:
    with desk_of(settings, source) as client:
        yield client


def test_before_it_starts_there_are_the_sequence_and_a_button(desk: TestClient, source: FakeLanguage) -> None:
    page = desk.get(f"{PAGE}&lang=en").text
    assert "start=1" in page
    assert page.count('class="caption-place"') == PLACES
    assert 'class="caption-text"' not in page
    assert 'id="sweep"' not in page
    assert not source.loaded


def test_a_caption_without_scripts_has_both_probabilities_of_every_word(desk: TestClient) -> None:
    page = desk.get(f"{PAGE}&start=1&wait=1&lang=en").text
    told = desk.get(API).json()
    assert told["caption"] in unescape(re.sub("<[^>]+>", "", page))
    assert page.count('class="caption-word') - page.count('class="caption-words"') == len(told["words"])
    assert 'id="sweep"' not in page
    assert "start=1" not in re.findall(r'class="button is-primary"[^>]*', page)
    for word in told["words"]:
        assert 0 <= word["without"] <= 1
        assert 0 < word["with_photo"] <= 1


def test_it_streams_and_the_stream_ends(desk: TestClient) -> None:
    page = desk.get(f"{PAGE}&start=1&lang=en").text
    assert 'id="sweep"' in page
    with desk.stream("GET", "/s/chelsea/encoder/stream?view=caption&start=1") as stream:
        said = list(stream.iter_lines())
    assert "event: done" in said
    assert sum(line == "event: progress" for line in said) > 3
    assert 'class="caption-text"' in desk.get(f"{PAGE}&lang=en").text


def test_who_leaves_stops_it_and_may_come_back(desk: TestClient, source: FakeLanguage) -> None:
    source.go_on.clear()
    with desk.stream("GET", "/s/chelsea/encoder/stream?view=caption&start=1") as stream:
        next(line for line in stream.iter_lines() if '"percent"' in line)
        wait_for(lambda: source.loaded == 1)
        source.go_on.set()
    assert desk.get(API).json()["caption"]
    assert source.loaded == 1


def test_a_grey_photo_gets_a_caption_of_its_own(desk: TestClient, source: FakeLanguage) -> None:
    own, grey = desk.get(API).json(), desk.get(f"{API}?given=grey").json()
    assert grey["given"] == "grey"
    assert [each["with_photo"] for each in own["words"]] != [each["with_photo"] for each in grey["words"]]
    passes = source.model.passes
    other = desk.get("/api/v1/samples/coffee/encoder/caption?given=grey").json()
    assert other["caption"] == grey["caption"]
    assert source.model.passes == passes
    page = desk.get(f"{PAGE}&given=grey&lang=en").text
    assert page.count("caption-grey") == PLACES


def test_the_same_caption_is_written_once(desk: TestClient, source: FakeLanguage) -> None:
    first = desk.get(API).json()
    passes = source.model.passes
    assert desk.get(API).json() == first
    assert source.model.passes == passes


@pytest.mark.parametrize("tag", TAGS)
def test_without_the_extra_the_page_says_how_to_get_it(settings: Settings, tag: str) -> None:
    source = FakeLanguage(WIDTH, installed=False)
    with desk_of(settings, source) as client:
        page = client.get(f"{PAGE}&start=1&wait=1&lang={tag}").text
        told = client.get(API)
    t = translator(tag)
    assert t("encoder.caption.missing_title") in unescape(page)
    assert INSTALL in unescape(page)
    assert t("encoder.caption.measured") in unescape(page)
    assert page.count('class="caption-place"') == PLACES
    assert 'id="sweep"' not in page
    assert not source.loaded
    assert (told.status_code, told.json()["installed"], told.json()["caption"]) == (200, False, None)
    assert told.json()["measured"]["photos"]


@pytest.mark.parametrize("tag", TAGS)
def test_every_line_of_what_was_measured_has_its_words(tag: str) -> None:
    t = translator(tag)
    for kind, names in (("way", WAYS), ("pair", PAIRS), ("swap", SWAPS)):
        assert all(t.has(f"encoder.caption.{kind}.{name}") for name in names)


def test_the_place_of_the_address_is_framed(desk: TestClient) -> None:
    page = desk.get(f"{PAGE}&row=1&col=3&lang=en").text
    assert re.search(r'class="caption-place"[^>]*aria-current="true"[^>]*row 1, column 3', page)
    assert 'data-held="1,3"' in page


def test_the_counts_add_up() -> None:
    facts = read_facts()
    assert facts.total == len(facts.before) + PLACES + len(facts.after)
    assert facts.side**2 == PLACES
