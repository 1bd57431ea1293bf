"""Tiny networks and a photo, made once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from models.backbone import Backbone
from models.engine.lab.stages import StageEngine
from models.lab_results.maps import StagedPhoto
from models.results import Pixels
from tests.models import tiny_networks


@dataclass(frozen=True)
class Specimen:
    """One network in torch and on onnxruntime, and a photo that it has seen."""

    backbone: Backbone
    engine: StageEngine
    photo: StagedPhoto


@pytest.fixture(scope="session")
def noise() -> Pixels:
    """A photo of 40 x 60 coloured pixels."""
    return np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)


@pytest.fixture(scope="session")
def separable(tmp_path_factory: pytest.TempPathFactory, noise: Pixels) -> Specimen:
    """In the manner of EfficientNet-Lite."""
    return specimen("separable", tmp_path_factory, noise)


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory, noise: Pixels) -> Specimen:
    """In the manner of other people's networks."""
    return specimen("mixed", tmp_path_factory, noise)


@pytest.fixture(scope="session")
def levels(tmp_path_factory: pytest.TempPathFactory, noise: Pixels) -> Specimen:
    """In the manner of a detector."""
    return specimen("levels", tmp_path_factory, noise)


def specimen(name: str, folders: pytest.TempPathFactory, pixels: Pixels) -> Specimen:
    """Built, and run as it was exported."""
    engine = StageEngine(tiny_networks.exported(name, folders.mktemp("lab") / name))
    return Specimen(tiny_networks.NETWORKS[name](), engine, engine.look(pixels))
