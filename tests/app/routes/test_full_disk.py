"""A server whose disk is full: it says so, loses nothing, and still lets people delete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.full_disk import fill, small_disk
from tests.photographs import photo

CAT, DOG = {"sentence": "a cat on a sofa"}, {"sentence": "a dog on a chair"}


@pytest.fixture
def full(tmp_path: Path) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """A client of that server, and the links of the sample that was kept in time."""
    with small_disk(tmp_path / "disk", 24) as folder:
        app = create_app(Settings(data_dir=folder, cache_dir=tmp_path / "engine"), FakeAttender())
        with TestClient(app, follow_redirects=False) as client:
            answer = client.post("/api/v1/samples", files={"image": ("a.jpg", photo())}, data=CAT)
            kept = answer.json()["links"]
            fill(folder)
            yield client, kept


def exhaust(client: TestClient) -> None:
    """The log still has a little room in pages that are its own: use it up."""
    for number in range(200):
        if client.post("/s", files={"image": ("a.png", photo("PNG", 200 + number, 200))}, data=CAT).status_code != 303:
            return


def test_a_new_photo_is_answered_507_with_a_hint(full: tuple[TestClient, dict[str, str]]) -> None:
    client, kept = full
    exhaust(client)
    answer = client.post("/api/v1/samples", files={"image": ("b.png", photo("PNG", 300, 300))}, data=DOG)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert answer.headers["content-type"] == "application/problem+json"
    page = client.post("/s", files={"image": ("b.png", photo("PNG", 300, 300))}, data=DOG)
    assert page.status_code == 507
    assert "a dog on a chair" in page.text
    assert client.get(kept["page"]).status_code == 200


def test_what_was_kept_can_be_deleted(full: tuple[TestClient, dict[str, str]]) -> None:
    client, kept = full
    exhaust(client)
    assert client.delete(kept["delete"]).status_code == 204
    assert client.get(kept["page"]).status_code == 404
