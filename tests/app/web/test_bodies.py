"""Bodies over a real connection: refused in words that arrive, bounded in time and memory, and never on a disk."""

from __future__ import annotations

import http.client
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.web import bodies
from tests.fakes import FakeAttender
from tests.live import live
from tests.photographs import photo

FORM = {"Content-Type": "multipart/form-data; boundary=x"}
HEAD = b'--x\r\nContent-Disposition: form-data; name="sentence"\r\n\r\na cat\r\n'
IMAGE = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
TAIL = b"\r\n--x--\r\n"


def made(settings: Settings, **changes: object) -> FastAPI:
    return create_app(settings.model_copy(update=changes), FakeAttender())


@contextmanager
def connected(app: FastAPI) -> Iterator[http.client.HTTPConnection]:
    with live(app) as base:
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=20)
        try:
            yield connection
        finally:
            connection.close()


def chunks(count: int) -> Iterator[bytes]:
    yield IMAGE
    for _ in range(count):
        yield b"x" * 100_000
    yield TAIL


@pytest.mark.parametrize("connection_header", ["close", "keep-alive"])
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
@pytest.mark.parametrize("count", [3, 100])
def test_a_refusal_arrives_whoever_still_sends(
    settings: Settings, count: int, declared: bool, connection_header: str
) -> None:
    """A client that reads nothing before it has sent everything, as proxies of HTTP/1.0 do."""
    headers = {**FORM, "Connection": connection_header}
    with connected(made(settings, max_upload_bytes=100_000)) as connection:
        body = b"".join(chunks(count)) if declared else chunks(count)
        connection.request("POST", "/api/v1/samples", body, headers, encode_chunked=not declared)
        answer = connection.getresponse()
        assert answer.status == 413
        assert b"too_many_bytes" in answer.read()


def test_a_refusal_before_the_body_arrives_too(settings: Settings) -> None:
    with connected(made(settings, max_upload_bytes=20_000_000)) as connection:
        headers = {**FORM, "Origin": "https://evil.example", "Connection": "close"}
        connection.request("POST", "/api/v1/samples", chunks(100), headers, encode_chunked=True)
        answer = connection.getresponse()
        assert answer.status == 403
        assert b"cross_site" in answer.read()


@pytest.mark.parametrize(("kind", "body"), [("application/json", b"{}"), ("text/plain", b"a cat"), ("image/png", b"")])
def test_a_body_that_nobody_reads_is_answered_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: str, body: bytes
) -> None:
    """What came in while it was asked whether the client had gone was waited for a second time."""
    monkeypatch.setattr(bodies, "LISTEN_SECONDS", 60.0)  # longer than the connection's patience
    with connected(made(settings)) as connection:
        connection.request("POST", "/s", body, {"Content-Type": kind, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert (answer.status, bool(answer.read())) == (422, True)


def test_who_sends_without_end_is_not_listened_to_for_ever(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LISTEN_BYTES", 2_000_000)
    with connected(made(settings, max_upload_bytes=100_000)) as connection:
        sent = 0

        def endless() -> Iterator[bytes]:
            nonlocal sent
            yield IMAGE
            while sent < 500_000_000:
                sent += 100_000
                yield b"x" * 100_000

        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            connection.request("POST", "/api/v1/samples", endless(), FORM, encode_chunked=True)
        assert sent < 100_000_000


@pytest.mark.parametrize("pause", [0.1, 1.5], ids=["trickles", "stops"])
def test_a_body_that_does_not_come_is_given_up(settings: Settings, pause: float) -> None:
    began = time.monotonic()
    with connected(made(settings, body_seconds=0.5)) as connection:
        connection.putrequest("POST", "/api/v1/samples")
        for name, value in {**FORM, "Transfer-Encoding": "chunked"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(b"%x\r\n%b\r\n" % (len(IMAGE), IMAGE))
        for _ in range(20 if pause < 1 else 1):
            try:
                connection.send(b"1\r\nx\r\n")
            except OSError:
                break
            time.sleep(pause)
        answer = connection.getresponse()
        assert answer.status == 408
        assert b"slow_body" in answer.read()
    assert time.monotonic() - began < 25


def test_what_comes_in_at_once_is_bounded_and_given_back(settings: Settings) -> None:
    content = photo()
    body = HEAD + IMAGE + content + TAIL
    app = made(settings, body_bytes=len(body) + 50)
    with live(app) as base:
        netloc = urlsplit(base).netloc
        first = http.client.HTTPConnection(netloc, timeout=20)
        first.putrequest("POST", "/api/v1/samples")
        for name, value in {**FORM, "Content-Length": str(len(body))}.items():
            first.putheader(name, value)
        first.endheaders(body[:-20])
        time.sleep(0.5)
        second = http.client.HTTPConnection(netloc, timeout=20)
        second.request("POST", "/api/v1/samples", body, FORM)
        refused = second.getresponse()
        assert refused.status == 503
        assert refused.getheader("Retry-After")
        refused.read()
        first.send(body[-20:])
        assert first.getresponse().status == 201
        again = http.client.HTTPConnection(netloc, timeout=20)
        again.request("POST", "/api/v1/samples", body, FORM)
        assert again.getresponse().status == 201
        for each in (first, second, again):
            each.close()


def test_no_disk_is_written_for_a_photo_on_its_way_in(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only root has no folder for temporary files."""

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    content = photo("BMP", 1200, 1200)
    assert len(content) > 2_000_000
    with connected(made(settings)) as connection:
        for address, status in (("/api/v1/samples", 201), ("/s", 303)):
            connection.request("POST", address, HEAD + IMAGE + content + TAIL, FORM)
            answer = connection.getresponse()
            assert answer.status == status
            answer.read()
