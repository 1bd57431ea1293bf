"""Pages that a browser holds already are not sent again."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.maker import delete

ADDRESSES = ["/", "/s/coffee", "/s/coffee/words?view=compare", "/s/coffee/fusion?view=famous", "/api"]
FRAGMENT = {"HX-Request": "true"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient, address: str) -> None:
    page = client.get(address)
    again = client.get(address, headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "content-security-policy"):
        assert again.headers[name] == page.headers[name]
    assert "HX-Request" in again.headers["vary"]
    assert client.get(address, headers={"If-None-Match": f'"x", {page.headers["etag"]}'}).status_code == 304
    assert client.get(address, headers={"If-None-Match": '"x"'}).text == page.text


def test_another_language_and_a_fragment_are_other_pages(client: TestClient) -> None:
    address = "/s/coffee/words"
    pages = [client.get(address), client.get(address, headers=FRAGMENT), client.get(f"{address}?lang=zh-CN")]
    assert len({page.headers["etag"] for page in pages}) == 3


def test_a_sample_that_was_deleted_is_gone_for_those_who_hold_its_page(client: TestClient, made: str) -> None:
    tag = client.get(f"/s/{made}").headers["etag"]
    assert delete(client, made) == 303
    assert client.get(f"/s/{made}", headers={"If-None-Match": tag}).status_code == 404


def test_errors_and_what_was_sent_have_no_tag(client: TestClient, made: str) -> None:
    assert "etag" not in client.get("/s/nope").headers
    answer = client.post("/s", data={"sample": made, "sentence": "a dog"}, headers=FRAGMENT)
    assert answer.status_code == 200
    assert "etag" not in answer.headers
