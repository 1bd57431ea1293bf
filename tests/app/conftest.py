from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.photographs import photo
from tests.tiny_backbone import export_tiny


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, cache_dir=tmp_path / "engine", warm_wait_seconds=5)


@pytest.fixture
def attender() -> FakeAttender:
    return FakeAttender()


@pytest.fixture
def client(settings: Settings, attender: FakeAttender) -> Iterator[TestClient]:
    """A browser without scripts that follows no redirect by itself."""
    with TestClient(create_app(settings, attender), follow_redirects=False) as client:
        yield client


@pytest.fixture
def made(client: TestClient) -> str:
    """The id of a sample made by the form."""
    answer = client.post("/s", files={"image": ("a.jpg", photo())}, data={"sentence": "a cat on a blue sofa"})
    assert answer.status_code == 303
    return answer.headers["location"].removeprefix("/s/")


@pytest.fixture(scope="session")
def tiny_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny network, exported once for all tests."""
    return export_tiny(tmp_path_factory.mktemp("tiny") / "network")
