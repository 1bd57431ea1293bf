"""What a request must pass: over HTTP, every check on every kind of address."""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import product

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import SecretStr
from starlette.requests import Request
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.main import create_app
from app.settings import Settings
from app.web.guards.at_once import AtOnce
from app.web.guards.hosts import AllowedHosts
from app.web.guards.origin import READING
from app.web.openapi import describe
from app.work.client import name_of
from models.errors import Busy
from tests.fakes import FakeAttender
from tests.photographs import photo

CAT = {"sentence": "a cat on a sofa"}
Opened = Callable[..., TestClient]


@pytest.fixture
def opened(settings: Settings) -> Opened:
    def make(**changes: object) -> TestClient:
        base = str(changes.pop("base_url", "http://testserver"))
        client = changes.pop("client", ("203.0.113.7", 5000))
        app = create_app(settings.model_copy(update=changes), FakeAttender())
        return TestClient(app, base_url=base, follow_redirects=False, client=client)  # type: ignore[arg-type]

    return make


def writes(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and address that changes something."""
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    found = [(method, route.path) for route in routes for method in (route.methods or set()) - READING]
    return [(method, path.replace("{sample_id}", "chelsea")) for method, path in found]


CROSS = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver:8080"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "not an origin"},
    {"Origin": "http://["},
)
OWN: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy.example"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
    {"Origin": "http://testserver:80"},
    {"Origin": "http://TESTSERVER"},
)


def test_another_sites_page_changes_nothing(client: TestClient) -> None:
    addresses = writes(client.app)  # type: ignore[arg-type]
    assert {"/s", "/api/v1/samples", "/s/chelsea/delete"} <= {path for _, path in addresses}
    for headers, (method, path) in product(CROSS, addresses):
        answer = client.request(method, path, headers=headers, files={"image": ("a.jpg", photo())}, data=CAT)
        assert answer.status_code == 403, (method, path, headers)
    api = client.post("/api/v1/samples", headers=CROSS[0], files={"image": ("a.jpg", photo())}, data=CAT)
    assert (api.json()["code"], api.headers["content-type"]) == ("cross_site", "application/problem+json")


def test_another_site_may_link_here(client: TestClient) -> None:
    assert all(client.get("/api/v1/samples/chelsea", headers=headers).status_code == 200 for headers in CROSS)


def test_ones_own_page_and_programs_may_write(client: TestClient) -> None:
    for headers in OWN:
        answer = client.post("/s", headers=headers, files={"image": ("a.jpg", photo())}, data=CAT)
        assert answer.status_code == 303, headers
        made = answer.headers["location"]
        key = client.app.state.services.library.key(made.removeprefix("/s/"))  # type: ignore[attr-defined]
        assert client.post(f"{made}/delete", headers=headers, data={"key": key}).status_code == 303


@pytest.mark.parametrize(
    ("names", "host", "allowed"),
    [
        ("*", "anything.example", True),
        ("fovea.example", "fovea.example", True),
        ("fovea.example", "FOVEA.example:8000", True),
        ("fovea.example", "evil.example", False),
        ("fovea.example", "", False),
        ("a.example, *.b.example", "deep.b.example", True),
        ("a.example, *.b.example", "b.example", False),
        ("a.example, *.b.example", "evilb.example", False),
        ("localhost", "[::1", False),
    ],
)
def test_only_names_of_this_server_are_answered(names: str, host: str, allowed: bool) -> None:
    def asked(path: str) -> Request:
        headers = [(b"host", host.encode())]
        return Request({"type": "http", "path": path, "headers": headers, "root_path": "", "method": "GET"})

    assert (AllowedHosts(names).refusal(asked("/s/chelsea")) is None) is allowed
    assert AllowedHosts(names).refusal(asked("/healthz")) is None


def test_another_name_is_answered_in_words(opened: Opened) -> None:
    with opened(allowed_hosts="fovea.example") as client:
        assert client.get("/api/v1/samples/chelsea").json()["code"] == "wrong_host"
        assert client.get("/api/v1/samples/chelsea", headers={"Host": "fovea.example"}).status_code == 200


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"me:{password}".encode()).decode()}


ALLOWED = (basic("open:sesame ü"), {"Authorization": "Bearer open:sesame ü".encode()})
REFUSED: tuple[dict[str, str], ...] = (
    {},
    basic("open"),
    basic(""),
    {"Authorization": "Bearer "},
    {"Authorization": "Basic %%%"},
    {"Authorization": "Digest x"},
)


def test_a_private_instance_answers_who_knows_the_token(opened: Opened) -> None:
    with opened(access_token=SecretStr("open:sesame ü")) as client:
        for path in ("/", "/s/chelsea", "/api/v1/samples/chelsea", "/openapi.json", "/nothing"):
            for known in ALLOWED:
                assert client.get(path, headers=known).status_code != 401, (path, known)  # type: ignore[arg-type]
            for unknown in REFUSED:
                answer = client.get(path, headers=unknown)
                assert answer.status_code == 401, (path, unknown)
                assert answer.headers["www-authenticate"].startswith("Basic ")
        assert client.get("/healthz").status_code == client.head("/readyz").status_code == 200


def test_the_token_is_in_no_text_of_the_settings(settings: Settings) -> None:
    assert "sesame" not in repr(settings.model_copy(update={"access_token": SecretStr("sesame")}))


def test_each_client_has_a_minutes_worth_of_requests(opened: Opened) -> None:
    with opened(requests_per_minute=5) as client:
        answers = [client.get("/api/v1/samples/chelsea") for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
        assert answers[-1].json()["code"] == "too_many_requests"
        assert 0 < int(answers[-1].headers["retry-after"]) <= 12
        assert client.get("/healthz").status_code == 200
        other = TestClient(client.app, client=("203.0.113.8", 5000))
        assert other.get("/api/v1/samples/chelsea").status_code == 200


@pytest.mark.parametrize(("proxy", "believed"), [("203.0.113.7", True), ("198.51.100.1", False)])
def test_who_stands_behind_a_known_proxy_is_a_client_of_its_own(opened: Opened, proxy: str, believed: bool) -> None:
    """As `python -m app serve` has uvicorn do it by FOVEA_FORWARDED_ALLOW_IPS."""
    with opened(requests_per_minute=2) as direct:
        app = ProxyHeadersMiddleware(direct.app, trusted_hosts=proxy)  # type: ignore[arg-type]
        client = TestClient(app, client=("203.0.113.7", 5000))  # type: ignore[arg-type]

        def asked(person: str) -> int:
            return client.get("/api/v1/samples/chelsea", headers={"X-Forwarded-For": person}).status_code

        assert [asked("192.0.2.1"), asked("192.0.2.1"), asked("192.0.2.1")] == [200, 200, 429]
        assert asked("192.0.2.2") == (200 if believed else 429)


def test_a_client_cannot_have_all_places() -> None:
    places = AtOnce(2)
    first, second = places.enter("a"), places.enter("a")
    with pytest.raises(Busy) as caught:
        places.enter("a")
    assert caught.value.code == "too_many_at_once"
    with places.enter("b"), first:
        pass
    with places.enter("a"), second:
        pass
    assert not places._under_way


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        (None, "unknown"),
    ],
)
def test_a_household_is_one_client(address: str | None, name: str) -> None:
    assert name_of(address) == name


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_can_be_asked_without_a_body(opened: Opened, path: str) -> None:
    with opened() as client:
        client.get("/s/chelsea")
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


def test_what_every_guard_refuses_with_is_declared_by_every_operation(opened: Opened) -> None:
    shut: tuple[dict[str, object], ...] = (
        {"allowed_hosts": "fovea.example"},
        {"access_token": SecretStr("sesame")},
        {"requests_per_minute": 1},
    )
    document = describe(create_app(Settings()))
    for changes in shut:
        client = opened(**changes)
        client.get("/api/v1/samples/chelsea")  # the one that there is a place for
        for path, methods in document["paths"].items():
            for method in methods if path.startswith("/api/") else ():
                answer = client.request(method, path)
                declared = methods[method]["responses"][str(answer.status_code)]
                assert answer.status_code in (400, 401, 429)
                assert answer.headers["content-type"] == "application/problem+json"
                if "$ref" in declared:
                    assert declared["$ref"].rpartition("/")[2] in document["components"]["responses"]


def test_another_sites_page_is_refused_as_declared(opened: Opened) -> None:
    for method, path in (("post", "/api/v1/samples"), ("delete", "/api/v1/samples/{sample_id}")):
        answer = opened().request(method, path, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "403" in describe(create_app(Settings()))["paths"][path][method]["responses"]
