"""A photo as a tiny real network sees it, and scenes to draw what was found in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.engines.lab import Look
from app.language.i18n import translator
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.scene import Scene
from app.samples.sample import Sample
from models.engine.lab.stages import StageEngine
from tests.photographs import scene as photo_of_a_scene
from tests.tiny_backbone import export_tiny

MakeScene = Callable[..., LayersScene]


@pytest.fixture(scope="session")
def look(tmp_path_factory: pytest.TempPathFactory) -> Look:
    engine = StageEngine(export_tiny(tmp_path_factory.mktemp("lab") / "tiny"))
    return Look(engine, engine.look(photo_of_a_scene()))


@pytest.fixture
def make_scene() -> MakeScene:
    def make(language: str = "en", **state: Any) -> LayersScene:
        sample = Sample("a cat on a sofa", "photo", 48, 32, id="ID")
        return LayersScene(Scene(sample, translator(language)), LayersQuery(**state))

    return make
