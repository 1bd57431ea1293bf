"""Hosted under a path prefix, whether the proxy takes the prefix away or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.matrix import thorough_after
from tests.photographs import photo


@pytest.fixture
def prefixed(settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings.model_copy(update={"root_path": "/fovea"}), FakeAttender())
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("prefix", ["", "/fovea"])
def test_pages_and_their_files_are_found(prefixed: TestClient, prefix: str) -> None:
    for address in ("/", "/s/chelsea/words?word=1", "/api", "/healthz", "/openapi.json"):
        assert prefixed.get(prefix + address).status_code == 200, address


@pytest.mark.parametrize("address", thorough_after(2, ["/s/chelsea/words", "/s/nope", "/", "/api"]))
def test_every_address_in_a_page_has_the_prefix(prefixed: TestClient, address: str) -> None:
    text = prefixed.get(f"/fovea{address}").text
    addresses = re.findall(r'(?:href|src|action|hx-post|data-base)="(/[^"]*)"', text)
    assert len(addresses) > 5
    for each in addresses:
        assert each.startswith("/fovea/"), each
    for each in set(addresses):
        assert prefixed.get(each).status_code < 500


def test_a_new_sample_is_found_under_the_prefix(prefixed: TestClient) -> None:
    form = {"files": {"image": ("a.jpg", photo())}, "data": {"sentence": "a cat"}}
    location = prefixed.post("/fovea/s", **form).headers["location"]  # type: ignore[arg-type]
    assert location.startswith("/fovea/s/")
    assert prefixed.get(location).status_code == 200
    links = prefixed.post("/fovea/api/v1/samples", **form).json()["links"]  # type: ignore[arg-type]
    for link in links.values():
        assert link.startswith("http://testserver/fovea/")
        assert prefixed.get(link).status_code == 200


def test_errors_of_the_api_are_problems_under_the_prefix_too(prefixed: TestClient) -> None:
    for prefix in ("", "/fovea"):
        answer = prefixed.get(f"{prefix}/api/v1/samples/nope")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "http://testserver/fovea/api#no_such_sample"


def test_a_cookie_stays_under_the_prefix(prefixed: TestClient) -> None:
    assert "Path=/fovea" in prefixed.get("/fovea/?lang=en").headers["set-cookie"]


@pytest.mark.parametrize("prefix", ["", "/fovea"])
@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("/", {"GET", "HEAD"}),
        ("/healthz", {"GET", "HEAD"}),
        ("/readyz", {"GET", "HEAD"}),
        ("/api/v1/samples", {"POST"}),
        ("/api/v1/samples/chelsea", {"GET", "DELETE"}),
        ("/api/v1/samples/chelsea/attention", {"GET"}),
    ],
)
def test_a_refused_method_is_told_all_that_the_address_takes(
    prefixed: TestClient, prefix: str, address: str, taken: set[str]
) -> None:
    for method in ("PATCH", "OPTIONS"):
        answer = prefixed.request(method, prefix + address)
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == taken


def test_errors_of_the_health_addresses_are_problems(prefixed: TestClient) -> None:
    for address in ("/healthz", "/fovea/readyz"):
        answer = prefixed.post(address)
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
