from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from app.samples.examples import CHINESE_EXAMPLES, EXAMPLES
from models.text.words import split_words
from tests.fakes import READS, FakeAttender
from tests.photographs import photo

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Markup(HTMLParser):
    """What a page is made of: its tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_start_page_shows_a_finished_example(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "data:image/png;base64," in answer.text
    for word in EXAMPLES[0].sentence.split():
        assert f">{word}<" in answer.text


def test_the_chinese_page_opens_with_a_chinese_example(client: TestClient) -> None:
    page = client.get("/?lang=zh-CN").text
    for word in split_words(CHINESE_EXAMPLES[0].sentence):
        assert f">{word.text}<" in page
    assert "/s/coffee-zh" in page
    assert '/s/coffee"' not in page


@pytest.mark.parametrize("example", EXAMPLES + CHINESE_EXAMPLES, ids=lambda example: example.id)
def test_every_example_has_its_page(client: TestClient, example: object) -> None:
    answer = client.get(f"/s/{example.id}")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert f'value="{example.id}"' in answer.text  # type: ignore[attr-defined]


def test_the_first_example_is_right_and_another_is_named_as_one_that_fails(client: TestClient) -> None:
    (failing,) = (example for example in EXAMPLES if example.fails)
    assert failing is not EXAMPLES[0]
    assert "One where it fails" in client.get("/").text
    for lang, said in (("en", "Where it fails."), ("zh-CN", "这里会看错。")):
        assert said in client.get(f"/s/{failing.id}?lang={lang}").text
        assert said not in client.get(f"/s/{EXAMPLES[0].id}?lang={lang}").text


def test_a_sample_has_its_page_and_its_panels(client: TestClient, made: str) -> None:
    for address in (f"/s/{made}", f"/s/{made}/words", f"/s/{made}/words?word=1&view=compare&strength=40"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.text.startswith("<!doctype html>")
        assert "a cat on a blue sofa" in answer.text


def test_search_engines_are_kept_from_what_only_its_link_should_open(client: TestClient, made: str) -> None:
    assert client.get(f"/s/{made}").headers["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in client.get("/").headers


def test_the_panel_alone_is_answered_to_htmx(client: TestClient, made: str) -> None:
    answer = client.get(f"/s/{made}/words?word=1", headers=PARTIAL)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["vary"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "true", "HX-Request-Type": "full"},
        {"HX-Request": "true", "HX-Boosted": "true"},
        {"HX-History-Restore-Request": "true"},
        {"HX-Request": "true", "HX-History-Restore-Request": "true"},
    ],
)
def test_whole_pages_are_answered_to_whoever_swaps_whole_pages(
    client: TestClient, made: str, headers: dict[str, str]
) -> None:
    assert "<html" in client.get(f"/s/{made}/words", headers=headers).text


@pytest.mark.parametrize(
    "query", ["word=-1", "word=x", "view=nope&strength=loud", "place=9,9", "lang=xx", "%00=%ff", "word=1&word=2"]
)
def test_nonsense_in_the_address_never_fails(client: TestClient, query: str) -> None:
    assert client.get(f"/s/chelsea/words?{query}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/s/nope",
        "/s/nope/words",
        "/s/chelsea/nope",
        "/nope",
        "/s/chelsea/words/more",
        "/photos/x.jpg",
        "/static/x/y.css",
        "/s/%00",
    ],
)
def test_what_does_not_exist_is_a_page_that_says_so(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<!doctype html>" in answer.text
    assert client.get(address, headers=PARTIAL).text.lstrip().startswith("<div")


def test_a_method_that_an_address_does_not_take_is_answered_in_words(client: TestClient) -> None:
    answer = client.put("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "<!doctype html>" in answer.text


def test_heads_are_answered_like_gets_without_a_body(client: TestClient) -> None:
    for address in ("/", "/s/chelsea", "/api"):
        answer = client.head(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")


def test_a_sentence_is_text_never_markup(client: TestClient) -> None:
    nasty = "<script>alert(1)</script> cat \"><img src=x onerror=alert(1)> {{7*7}} &amp; 'x'"
    location = client.post("/s", files={"image": ("a.jpg", photo())}, data={"sentence": nasty}).headers["location"]
    text = client.get(location).text
    scripts = [attributes for tag, attributes in Markup(text).tags if tag == "script"]
    assert all(str(attributes.get("src")).startswith("/static/") for attributes in scripts)
    assert "<img src=x" not in text
    assert "49" not in re.sub(r"data:image/png;base64,[\w+/=]+", "", text).split("alert(1)")[1][:80]
    assert html.escape("<script>alert(1)") in text


def test_no_page_has_inline_scripts_styles_or_handlers(client: TestClient, made: str) -> None:
    for address in ("/", f"/s/{made}", "/s/nope", "/api"):
        for tag, attributes in Markup(client.get(address).text).tags:
            assert tag != "style"
            assert tag != "script" or attributes.get("src")
            assert not any(name == "style" or name.startswith("on") for name in attributes), (tag, attributes)


def test_every_file_that_a_page_names_exists(client: TestClient, made: str) -> None:
    addresses = {
        attributes.get("src") or attributes.get("href")
        for address in ("/", f"/s/{made}", "/api", "/s/nope")
        for tag, attributes in Markup(client.get(address).text).tags
        if tag in {"link", "script", "img", "image"}
    }
    own = {address for address in addresses if address and not address.startswith("data:")}
    assert len(own) > 8
    for address in own:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]


def test_every_link_of_a_page_leads_somewhere(client: TestClient, made: str) -> None:
    links = {a["href"] for tag, a in Markup(client.get(f"/s/{made}").text).tags if tag == "a" and a.get("href")}
    for link in links:
        if link and link.startswith("/"):
            assert client.get(link).status_code == 200, link


def test_a_sentence_too_long_for_the_model_shows_where_it_was_cut(client: TestClient) -> None:
    sentence = " ".join(["cat"] * READS + ["zebra"] * 4)
    data = {"sentence": sentence}
    location = client.post("/s", files={"image": ("a.jpg", photo())}, data=data).headers["location"]
    assert '<span class="unread">zebra zebra zebra zebra</span>' in client.get(location).text


def test_pictures_beyond_the_first_are_fetched_when_needed(client: TestClient) -> None:
    sentence = " ".join(f"cat{number}" for number in range(READS))
    data = {"sentence": sentence}
    location = client.post("/s", files={"image": ("a.jpg", photo())}, data=data).headers["location"]
    answer = client.get(f"{location}/heat/{READS - 1}.png")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")
    assert client.get(f"{location}/heat/{READS}.png").status_code == 404
    assert client.get(f"{location}/heat/x.png").status_code in {404, 422}


def test_looking_at_the_same_page_again_runs_no_model(client: TestClient, attender: FakeAttender, made: str) -> None:
    before = (attender.looked, attender.read_count)
    for word in range(5):
        client.get(f"/s/{made}/words?word={word}")
    assert (attender.looked, attender.read_count) == before
