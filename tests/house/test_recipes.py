"""The recipes of CONTRIBUTING, followed to the letter in a copy of the repository, and nothing else done there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.tree_copy import TreeCopy, copy_tree

pytestmark = pytest.mark.slow

BACKBONE = '''"""Two stages and a linear layer, for trying a recipe."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from models.backbone import Backbone, StageInfo, freeze
from models.backbones.config import BackboneConfig
from models.backbones.state import load_state, read_state
from models.preprocessing import Preprocessing

CONFIGS = (
    BackboneConfig("pocket", "Pocket CNN", Preprocessing(32, (127.0, 127.0, 127.0), (64.0, 64.0, 64.0)), classes=7),
)


def build() -> Backbone:
    """With random weights."""
    stages = [
        (StageInfo("first", 6, 2), nn.Sequential(nn.Conv2d(3, 6, 3, 2, 1), nn.ReLU())),
        (StageInfo("second", 8, 4), nn.Sequential(nn.Conv2d(6, 8, 3, 2, 1), nn.ReLU())),
    ]
    (config,) = CONFIGS
    return Backbone(config.name, stages, nn.Linear(8, config.classes), config.preprocessing)


def load_named(name: str, weights: Path | None = None) -> Backbone:
    """Trained, frozen, in evaluation mode."""
    backbone = build()
    load_state(backbone, read_state(weights or CONFIGS[0].weights), name)
    freeze(backbone)
    return backbone
'''
MAKE_WEIGHTS = """
import torch
from safetensors.torch import save_file
from models.backbones.pocket import build
torch.manual_seed(0)
save_file(build().state_dict(), "models/weights/pocket.safetensors")
"""
OPEN_IN_LAYERS = """
import tempfile, time
from pathlib import Path
from starlette.testclient import TestClient
from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender

folder = Path(tempfile.mkdtemp())
with TestClient(create_app(Settings(data_dir=folder, cache_dir=folder / "engine"), FakeAttender())) as client:
    listed = client.get("/api/v1/samples/chelsea/layers").json()["backbones"]
    assert {"backbone": "pocket", "title": "Pocket CNN"}.items() <= listed[-1].items(), listed
    end = time.monotonic() + 600
    while (answer := client.get("/api/v1/samples/chelsea/layers/pocket")).status_code == 503:
        assert time.monotonic() < end
        time.sleep(1)
    assert [stage["stage"] for stage in answer.json()["stages"]][:2] == ["first", "second"], answer.text
    page = client.get("/s/chelsea/layers", params={"net": "pocket", "stage": "second"})
    assert page.status_code == 200 and "Pocket CNN" in page.text and "is-error" not in page.text
    classes = client.get("/api/v1/samples/chelsea/layers/pocket/classes")
    assert classes.status_code == 200, classes.text
print("opened")
"""


@pytest.fixture
def tree(tmp_path: Path) -> TreeCopy:
    return copy_tree(tmp_path / "fovea")


def test_a_new_backbone_is_its_file_a_row_and_weights(tree: TreeCopy) -> None:
    tree.write("models/backbones/pocket.py", BACKBONE)
    tree.python("-c", MAKE_WEIGHTS)
    tree.add_manifest_row("pocket", {"file": "pocket.safetensors", "licence": "Apache-2.0; random numbers"})
    assert tree.changed() == [
        "models/backbones/pocket.py",
        "models/weights/manifest.json",
        "models/weights/pocket.safetensors",
    ]
    assert tree.python("-W", "error::DeprecationWarning:app", "-c", OPEN_IN_LAYERS).endswith("opened\n")
    tree.python("-m", "pytest", "-q", "tests/models/test_registry.py", "tests/models/test_weights.py")
