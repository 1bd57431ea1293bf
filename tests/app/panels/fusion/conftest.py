"""The fusion panel over HTTP: fakes of its strategies, and tiny checkpoints of the hub's real classes."""

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
from tests.models.tiny_hub import save_blip, save_clip
from tests.tiny_backbone import TinyBackbones, export_tiny


@pytest.fixture(scope="session")
def source() -> FakeFusion:
    return FakeFusion()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, source: FakeFusion) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("fusion")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", warm_wait_seconds=5)
    backbones = TinyBackbones(export_tiny(folder / "tiny"))
    app = create_app(settings, FakeAttender(), backbones, source, FakeEncoderSource())
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def hub_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub") / "models"
    save_clip(folder / "tiny")
    save_blip(folder / "mine" / "tiny")
    save_clip(folder / "my model 一号")
    save_blip(folder / "captions", kind="BlipForConditionalGeneration")
    return folder


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory, hub_folder: Path) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("server")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", hub_dir=hub_folder, warm_wait_seconds=5)
    with TestClient(create_app(settings, FakeAttender()), follow_redirects=False) as client:
        yield client
