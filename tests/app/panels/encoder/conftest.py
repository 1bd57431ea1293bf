"""The encoder panel over HTTP with a fake of its networks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.fakes_encoder import FakeEncoderSource
from tests.fakes_fusion import FakeFusion


@pytest.fixture(scope="module")
def source() -> FakeEncoderSource:
    return FakeEncoderSource()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, source: FakeEncoderSource) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("encoder")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", warm_wait_seconds=5)
    with TestClient(create_app(settings, FakeAttender(), None, FakeFusion(), source), follow_redirects=False) as client:
        yield client
