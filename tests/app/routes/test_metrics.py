"""What is counted in service, and what the log says: enough to run it by, and nothing that people wrote."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.logs import JsonLines, TextLines
from app.main import create_app
from app.settings import Settings
from models.results import PhotoFeatures, Pixels
from tests.fakes import FakeAttender
from tests.photographs import photo

SENTENCE = "Evelyn hides a blue lamp"
CAT = {"sentence": "a cat on a sofa"}


def counted(client: TestClient) -> dict[tuple[str, ...], float]:
    """Samples by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


@pytest.fixture
def watched(settings: Settings) -> Iterator[tuple[TestClient, FakeAttender]]:
    attender = FakeAttender(seconds=0.2)
    app = create_app(settings.model_copy(update={"metrics": True, "log_requests": True}), attender)
    with TestClient(app, follow_redirects=False) as client:
        yield client, attender


def test_without_the_switch_there_is_nothing(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404


def test_requests_are_counted_by_route_and_never_by_sample(watched: tuple[TestClient, FakeAttender]) -> None:
    client, _ = watched
    client.get("/s/chelsea")
    client.get("/api/v1/samples/nope")
    client.get("/nowhere")
    client.request("BREW", "/s/chelsea")
    text = client.get("/metrics").text
    found = counted(client)
    assert found["fovea_request_seconds_count", "GET", "/s/{sample_id}", "200"] == 1
    assert found["fovea_request_seconds_count", "GET", "/api/v1/samples/{sample_id}", "404"] == 1
    assert found["fovea_ready",] == 1
    assert found["fovea_gate_runs_total", "short"] > 0
    assert all(name not in text for name in ("chelsea", "nope", "nowhere", "BREW"))


def test_what_many_ask_at_once_is_done_once(watched: tuple[TestClient, FakeAttender]) -> None:
    client, attender = watched
    client.get("/s/chelsea")
    before, looked, read = counted(client), attender.looked, attender.read_count

    def ask(_: int) -> int:
        return client.post("/api/v1/samples", files={"image": ("a.jpg", photo())}, data=CAT).status_code

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(ask, range(20))) == [201] * 20
    assert (attender.looked - looked, attender.read_count - read) == (1, 1)
    after = counted(client)
    for name, value in (("computed", 1), ("joined", 19)):
        key = "fovea_cache_asked_total", "attention", name
        assert after[key] - before[key] == value or name == "joined"
    kept = sum(after["fovea_cache_asked_total", "attention", how] for how in ("kept", "joined"))
    assert kept - sum(before["fovea_cache_asked_total", "attention", how] for how in ("kept", "joined")) == 19


@contextmanager
def logged(formatter: logging.Formatter) -> Iterator[io.StringIO]:
    """All that the process logs meanwhile."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: not record.name.startswith("httpx"))  # the test's own client
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


class Clumsy(FakeAttender):
    """Quotes what it was given when it falls."""

    def look(self, pixels: Pixels) -> PhotoFeatures:
        if pixels.shape[0] == 32:
            raise RuntimeError(f"{SENTENCE}: {pixels.tobytes()[:20]!r}")
        return super().look(pixels)


@pytest.mark.parametrize("formatter", [JsonLines(), TextLines()], ids=["json", "text"])
def test_no_sentence_photo_or_address_is_in_the_log(settings: Settings, formatter: logging.Formatter) -> None:
    changed = settings.model_copy(update={"log_requests": True})
    with logged(formatter) as stream, TestClient(create_app(changed, Clumsy()), follow_redirects=False) as client:
        files = {"image": ("evelyn.png", photo("PNG", 60, 60))}
        sample = client.post("/api/v1/samples", files=files, data={"sentence": SENTENCE}).json()
        made, key = sample["id"], sample["links"]["delete"].partition("key=")[2]
        for address in ("/api/v1/samples", "/s"):
            failed = client.post(address, files={"image": ("evelyn.jpg", photo())}, data={"sentence": SENTENCE})
            assert failed.status_code == 500
            refused = client.post(address, files={"image": ("evelyn.jpg", b"GIF89a" + b"x" * 50)}, data=CAT)
            assert refused.status_code == 422
        for address in (f"/s/{made}", f"/s/{made}/words?word=1", f"/api/v1/samples/{made}/attention", f"/s/{made}x"):
            client.get(address)
        client.get(f"/s/{made}", params={"key": key})
        assert client.delete(sample["links"]["delete"]).status_code == 204
    text = stream.getvalue()
    assert failed.headers["x-request-id"] in text
    assert "RuntimeError" in text
    assert "look" in text
    assert "/s/{sample_id}" in text
    for private in ("Evelyn", "evelyn", "blue lamp", made, key, "x89PNG", "GIF89a"):
        assert private not in text, private
    if isinstance(formatter, JsonLines):
        lines = [json.loads(line) for line in text.splitlines()]
        asked = [line for line in lines if line["logger"] == "fovea.requests"]
        assert {"time", "level", "request", "method", "route", "status", "ms"} <= set(asked[0])
        assert len({line["request"] for line in asked}) == len(asked)
