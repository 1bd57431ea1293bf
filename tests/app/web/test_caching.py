"""What caches may keep: nothing that a person can delete, and never one language for another."""

from __future__ import annotations

from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from models.errors import BrokenInstall
from models.results import PhotoFeatures, Pixels
from tests.fakes import FakeAttender


def addresses(client: TestClient, sample: str) -> list[str]:
    """Every address of the API that can be asked without parameters, and the pages."""
    paths = client.get("/openapi.json").json()["paths"]
    gets = [path.replace("{sample_id}", sample) for path, methods in paths.items() if "get" in methods]
    return [path for path in gets if "{" not in path] + ["/", f"/s/{sample}", "/api", "/openapi.json"]


def test_every_answer_says_what_caches_may_do(client: TestClient, made: str) -> None:
    exported = ("/fusion", "/shift", "/encoder")  # networks that answering would export first
    asked = [path for path in addresses(client, made) if not any(each in path for each in exported)]
    assert f"/api/v1/samples/{made}/attention" in asked
    assert f"/api/v1/samples/{made}/attention/map.csv" in asked
    for path in [*asked, "/api/v1/samples/nope", "/nope"]:
        answer = client.get(path)
        rules = answer.headers["cache-control"]
        assert "public" not in rules, path
        if "immutable" not in rules:
            assert "no-cache" in rules or "no-store" in rules, path
            assert {"Cookie", "Accept-Language"} <= {name.strip() for name in answer.headers["vary"].split(",")}, path


def test_what_never_changes_may_be_kept_for_ever(client: TestClient, made: str) -> None:
    photo = client.get(client.get(f"/api/v1/samples/{made}").json()["links"]["photo"])
    assert "private" in photo.headers["cache-control"]
    assert "immutable" in photo.headers["cache-control"]


def test_a_broken_server_tells_no_path(settings: Settings) -> None:
    class Broken(FakeAttender):
        def look(self, pixels: Pixels) -> PhotoFeatures:
            raise BrokenInstall("/srv/secret/weights is damaged", code="missing_weights", hint="Look at /srv/secret")

    with TestClient(create_app(settings, Broken())) as client:
        client.get("/")
        assert client.get("/readyz").status_code == 503
        assert "/srv" not in client.get("/readyz").text + client.get("/").text
