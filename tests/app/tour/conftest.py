from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.fakes_encoder import FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.tiny_backbone import TinyBackbones


@pytest.fixture(scope="session")
def lessons(tmp_path_factory: pytest.TempPathFactory, tiny_network: Path) -> Iterator[TestClient]:
    """A browser without scripts before fakes of all models."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("tour"), warm_wait_seconds=5)
    app = create_app(settings, FakeAttender(), TinyBackbones(tiny_network), FakeFusion(), FakeEncoderSource())
    with TestClient(app, follow_redirects=False) as client:
        yield client
