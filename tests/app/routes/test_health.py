from __future__ import annotations

import threading
import time

from starlette.testclient import TestClient

from app.language.i18n import translator
from app.main import create_app
from app.settings import Settings
from models.attention import Attender
from models.errors import BrokenInstall
from models.results import PhotoFeatures, Pixels
from tests.fakes import FakeAttender


def wait_until_ready(client: TestClient) -> None:
    for _ in range(200):
        if client.get("/readyz").status_code == 200:
            return
        time.sleep(0.02)
    raise TimeoutError


class HeldUp(FakeAttender):
    """Looks only once it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def look(self, pixels: Pixels) -> PhotoFeatures:
        self.go.wait(20)
        return super().look(pixels)


class Broken(FakeAttender):
    """Cannot look at anything."""

    def look(self, pixels: Pixels) -> PhotoFeatures:
        raise BrokenInstall("The weights are damaged.", code="missing_weights", hint="Restore them.")


def application(settings: Settings, attender: Attender, **changes: float) -> TestClient:
    return TestClient(create_app(settings.model_copy(update=changes), attender), follow_redirects=False)


def test_the_process_is_well_before_the_models_are_warm(settings: Settings) -> None:
    attender = HeldUp()
    with application(settings, attender, warm_wait_seconds=0.05) as client:
        assert client.get("/healthz").json()["status"] == "ok"
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "warming")
        assert "retry-after" in answer.headers
        page = client.get("/")
        assert page.status_code == 503
        assert int(page.headers["retry-after"]) > 0
        assert client.get("/api/v1/samples/chelsea/attention").json()["code"] == "warming_up"
        attender.go.set()
        wait_until_ready(client)
        assert client.get("/").status_code == 200


def test_a_page_that_is_asked_for_early_waits_for_the_models(settings: Settings) -> None:
    attender = HeldUp()
    with application(settings, attender) as client:
        threading.Timer(0.2, attender.go.set).start()
        assert client.get("/").status_code == 200


def test_models_that_cannot_be_loaded_are_told_everywhere(settings: Settings) -> None:
    with application(settings, Broken()) as client:
        page = client.get("/")
        assert page.status_code == 500
        assert "<!doctype html>" in page.text
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "broken")
        assert answer.json()["detail"] == translator("en")("errors.missing_weights.message")  # names no path
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/v1/samples/chelsea/attention").json()["code"] == "missing_weights"
