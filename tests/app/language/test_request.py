from __future__ import annotations

from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}


def test_the_browsers_language_is_spoken(client: TestClient) -> None:
    answer = client.get("/", headers=CHINESE)
    assert answer.headers["content-language"] == "zh-CN"
    assert '<html lang="zh-CN">' in answer.text
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in answer.headers["vary"].split(",")}


def test_a_language_that_was_chosen_is_remembered(client: TestClient) -> None:
    assert client.get("/?lang=zh-CN").headers["content-language"] == "zh-CN"
    assert client.get("/").headers["content-language"] == "zh-CN"
    assert client.get("/?lang=en", headers=CHINESE).headers["content-language"] == "en"
    assert client.get("/", headers=CHINESE).headers["content-language"] == "en"


def test_nobody_gets_a_cookie_who_chose_nothing(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/", headers=CHINESE).headers


def test_a_language_that_does_not_exist_is_the_best_there_is(client: TestClient) -> None:
    assert client.get("/?lang=tlh", headers=CHINESE).headers["content-language"] == "zh-CN"


def test_the_switch_keeps_the_rest_of_the_address(client: TestClient) -> None:
    text = client.get("/s/chelsea/words?word=1&lang=en").text
    assert 'href="/s/chelsea/words?word=1&amp;lang=zh-CN"' in text


def test_the_switch_never_leads_to_another_site(client: TestClient) -> None:
    text = client.get("http://testserver//example.org/").text
    assert 'href="//' not in text


def test_behind_a_secure_proxy_the_cookie_is_secure(settings: Settings) -> None:
    with TestClient(create_app(settings, FakeAttender()), base_url="https://testserver") as client:
        assert "Secure" in client.get("/?lang=en").headers["set-cookie"]
