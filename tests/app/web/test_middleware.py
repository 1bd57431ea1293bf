from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.main import create_app
from app.settings import Settings
from app.web.middleware import ClientWatch
from app.work.gate import ClientGone
from models.results import PhotoFeatures, Pixels
from tests.fakes import FakeAttender
from tests.photographs import photo

SENTENCE = {"sentence": "a cat on a sofa"}


def opened(settings: Settings, attender: FakeAttender | None = None, **changes: object) -> TestClient:
    app = create_app(settings.model_copy(update=changes), attender or FakeAttender())
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize(
    "address", ["/", "/s/chelsea", "/s/nope", "/api", "/api/v1/samples/nope", "/healthz", "/readyz"]
)
def test_every_answer_has_a_strict_policy(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_who_may_frame_the_page_can_be_set(settings: Settings) -> None:
    with opened(settings, frame_ancestors="'self' https://example.org") as client:
        assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors 'self' https://example.org")


def test_every_answer_has_an_id_of_its_own_or_the_proxys(client: TestClient) -> None:
    first, second = (client.get("/healthz").headers["x-request-id"] for _ in range(2))
    assert first != second
    assert client.get("/healthz", headers={"X-Request-ID": "abc-123"}).headers["x-request-id"] == "abc-123"
    assert client.get("/healthz", headers={"X-Request-ID": "a b\t"}).headers["x-request-id"] != "a b\t"


def test_text_is_packed_and_pictures_are_not(client: TestClient, made: str) -> None:
    packed = {"Accept-Encoding": "gzip"}
    assert client.get(f"/s/{made}", headers=packed).headers["content-encoding"] == "gzip"
    photo_url = client.get(f"/api/v1/samples/{made}").json()["links"]["photo"]
    assert "content-encoding" not in client.get(photo_url, headers=packed).headers


def chunks(count: int, size: int = 10_000) -> Iterator[bytes]:
    yield b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
    for _ in range(count):
        yield b"x" * size
    yield b"\r\n--x--\r\n"


@pytest.mark.parametrize("address", ["/s", "/api/v1/samples"])
@pytest.mark.parametrize("send", [lambda: b"".join(chunks(50)), lambda: chunks(50)], ids=["declared", "chunked"])
def test_a_body_that_is_too_long_is_refused_in_words(
    settings: Settings, address: str, send: Callable[[], bytes | Iterator[bytes]]
) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    with opened(settings, max_upload_bytes=100_000) as client:
        answer = client.post(address, content=send(), headers=form)
        assert answer.status_code == 413
        assert "content-security-policy" in answer.headers
        if address == "/s":
            assert "<!doctype html>" in answer.text
            partial = client.post(address, content=send(), headers={**form, "HX-Request": "true"})
            assert (partial.status_code, partial.text.lstrip()[:4]) == (413, "<div")
        else:
            assert answer.json()["code"] == "too_many_bytes"
            assert answer.headers["content-type"] == "application/problem+json"


def test_a_photo_at_the_limit_is_let_through(settings: Settings) -> None:
    content = photo()
    with opened(settings, max_upload_bytes=len(content)) as client:
        assert client.post("/s", files={"image": ("a.jpg", content)}, data=SENTENCE).status_code == 303
    with opened(settings, max_upload_bytes=len(content) - 1) as client:
        assert client.post("/s", files={"image": ("a.jpg", content)}, data=SENTENCE).status_code == 413


class Clumsy(FakeAttender):
    """Falls over a photo 32 pixels high."""

    def look(self, pixels: Pixels) -> PhotoFeatures:
        if pixels.shape[0] == 32:
            raise RuntimeError("a secret path")
        return super().look(pixels)


@pytest.mark.parametrize("address", ["/s", "/api/v1/samples"])
def test_what_nobody_foresaw_is_logged_and_answered_without_its_details(
    settings: Settings, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(settings, Clumsy()) as client, caplog.at_level(logging.ERROR, "fovea"):
        answer = client.post(address, files={"image": ("a.jpg", photo())}, data=SENTENCE)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "content-security-policy" in answer.headers
        assert answer.headers["x-request-id"] in caplog.text
        assert "a secret path" in caplog.text
        assert client.get("/").status_code == 200


class Slow(FakeAttender):
    """Looks at small photos, which the examples are not, only once it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.held = threading.Event(), threading.Event()

    def look(self, pixels: Pixels) -> PhotoFeatures:
        if pixels.shape[0] <= 40:
            self.held.set()
            self.go.wait(20)
        return super().look(pixels)


def test_a_full_queue_is_answered_503_and_other_pages_go_on(settings: Settings) -> None:
    attender = Slow()
    with opened(settings, attender, slots=1, queue_size=1) as client, ThreadPoolExecutor(8) as pool:
        assert client.get("/s/chelsea").status_code == 200

        def ask(number: int) -> tuple[int, str]:
            files = {"image": ("a.jpg", photo("PNG", 40 + number, 40))}
            answer = client.post("/api/v1/samples", files=files, data=SENTENCE)
            return answer.status_code, answer.headers.get("retry-after", "")

        asking = [pool.submit(ask, number) for number in range(6)]
        _wait_for(lambda: sum(each.done() for each in asking) == 4)
        assert client.get("/s/chelsea").status_code == 200
        assert client.get("/healthz").status_code == 200
        attender.go.set()
        answers = [each.result(10) for each in asking]
    assert sorted(status for status, _ in answers) == [201, 201, 503, 503, 503, 503]
    assert all(retry for status, retry in answers if status == 503)


def test_a_busy_server_keeps_what_was_typed(settings: Settings) -> None:
    attender = Slow()
    with opened(settings, attender, slots=1, queue_size=0) as client, ThreadPoolExecutor(1) as pool:
        assert client.get("/").status_code == 200
        waiting = pool.submit(client.post, "/s", files={"image": ("a.jpg", photo())}, data=SENTENCE)
        assert attender.held.wait(10)
        answer = client.post("/s", files={"image": ("b.jpg", photo("PNG"))}, data={"sentence": "my own words"})
        attender.go.set()
        assert waiting.result(10).status_code == 303
    assert answer.status_code == 503
    assert "my own words" in answer.text
    assert answer.headers["retry-after"]


def _wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def answered_to_nobody(app: FastAPI, method: str, path: str, body: bytes = b"") -> list[dict[str, object]]:
    """What is sent to a client that left before its request was whole."""
    sent: list[dict[str, object]] = []
    messages = [{"type": "http.request", "body": body, "more_body": True}] if body else []

    async def receive() -> dict[str, object]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, object]) -> None:
        sent.append(dict(message))

    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b"", "app": app}
    await app({**scope, "server": ("testserver", 80), "scheme": "http", "http_version": "1.1"}, receive, send)
    return sent


async def test_nothing_is_run_for_a_client_that_has_gone(settings: Settings) -> None:
    attender = FakeAttender()
    app = create_app(settings, attender)
    async with app.router.lifespan_context(app):
        await app.state.services.warmup.attender()
        before = attender.looked
        sent = await answered_to_nobody(app, "GET", "/s/coffee")
    assert attender.looked == before
    assert sent[0]["status"] == 499


@pytest.mark.parametrize("path", ["/s", "/api/v1/samples"])
async def test_an_upload_that_is_broken_off_is_no_error_of_ours(
    settings: Settings, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings, FakeAttender())
    async with app.router.lifespan_context(app):
        with caplog.at_level(logging.ERROR, "fovea"):
            await answered_to_nobody(app, "POST", path, b'--x\r\nContent-Disposition: form-data; name="image"')
    assert caplog.text == ""


@pytest.mark.parametrize("begun", [True, False])
async def test_a_client_that_goes_is_answered_only_where_no_answer_has_begun(begun: bool) -> None:
    sent: list[str] = []

    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ClientGone

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(f"{message['type']} {message.get('status', '')}".strip())

    await ClientWatch(streaming)({"type": "http", "headers": []}, receive, send)
    assert sent == (["http.response.start 200"] if begun else ["http.response.start 499", "http.response.body"])
