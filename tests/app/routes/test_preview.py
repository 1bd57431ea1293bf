from __future__ import annotations

import re

from starlette.testclient import TestClient


def test_a_link_shows_the_photo_with_its_heat(client: TestClient) -> None:
    page = client.get("/s/chelsea/words").text
    (address,) = re.findall(r'property="og:image" content="http://testserver([^"]+)"', page)
    answer = client.get(address, follow_redirects=True)
    assert answer.headers["content-type"] in {"image/png", "image/webp"}
    assert 'property="og:title"' in page


def test_what_was_not_found_shows_the_photo_alone(client: TestClient) -> None:
    made = client.post("/s", data={"sample": "chelsea", "sentence": "a unicorn"}).headers["location"]
    answer = client.get(f"{made}/preview.png", follow_redirects=True)
    assert answer.headers["content-type"] == "image/webp"


def test_there_is_an_icon_and_a_word_for_robots(client: TestClient) -> None:
    assert client.get("/favicon.ico", follow_redirects=True).content[:4] == b"\0\0\1\0"
    assert "Disallow: /s/" in client.get("/robots.txt").text
