"""The recipes of CONTRIBUTING, followed to the letter in a copy of the repository, and nothing else done there."""

from __future__ import annotations

import re
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
    assert {"pocket": "Pocket CNN"}.items() <= {net["backbone"]: net["title"] for net in listed}.items(), listed
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


PANEL = '''"""How long the sentence is: for trying a recipe."""

from __future__ import annotations

from app.engines import Engines
from app.panels.panel import OneViewPanel
from app.panels.query import PanelQuery
from app.panels.scene import Scene
from app.samples.sample import Sample


class LengthPanel(OneViewPanel):
    """Counts characters."""

    name = "length"
    template = "panels/length/_panel.html"

    async def examine(self, sample: Sample, query: PanelQuery, engines: Engines) -> int:
        """The count."""
        return len(sample.sentence)

    def draw(self, findings: int, query: PanelQuery, scene: Scene) -> str:
        """In a sentence."""
        return scene.t("length.told", count=findings)
'''
OPEN_PANEL = """
import tempfile
from pathlib import Path
from starlette.testclient import TestClient
from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender

folder = Path(tempfile.mkdtemp())
with TestClient(create_app(Settings(data_dir=folder, cache_dir=folder / "engine"), FakeAttender())) as client:
    page = client.get("/s/chelsea/length")
    assert page.status_code == 200 and "characters" in page.text and "Length" in page.text, page.text
    assert "\u4e2a\u5b57\u7b26" in client.get("/s/chelsea/length?lang=zh-CN").text
    partial = client.get("/s/chelsea/length", headers={"HX-Request": "true"})
    assert partial.status_code == 200 and "<html" not in partial.text
    words = client.get("/s/chelsea/words")
    assert words.status_code == 200 and "/s/chelsea/length" in words.text
print("opened")
"""
IMPORT_LENGTH = "from app.panels.length.panel import LengthPanel\n"
SPEAK_POLISH = """
import tempfile
from pathlib import Path
from starlette.testclient import TestClient
from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender

folder = Path(tempfile.mkdtemp())
with TestClient(create_app(Settings(data_dir=folder, cache_dir=folder / "engine"), FakeAttender())) as client:
    page = client.get("/", headers={"Accept-Language": "pl"})
    assert page.headers["content-language"] == "pl" and '<html lang="pl">' in page.text
    assert "Polski" in client.get("/").text
print("spoken")
"""


NOTES = {
    "en": '\n[notes_of.{view}]\nsee = "One number."\nwhy = "It sums up."\nnot = "What it sums up."\n',
    "zh-CN": '\n[notes_of.{view}]\nsee = "一个数字。"\nwhy = "它是概括。"\nnot = "它所概括的内容。"\n',
}
MEAN = Path(__file__).parent / "recipes" / "mean"  # the files of a sub-view, each with .txt at its end
MEAN_WORDS = {
    "en": ("Means", "How strongly each stage answers", "These numbers as JSON"),
    "zh-CN": ("均值", "每一层对照片的响应有多强", "以 JSON 查看这些数字"),
}
IMPORT_MAPS = "from app.panels.layers.maps.subview import MapsSubView\n"
IMPORT_MEAN = "from app.panels.layers.mean.subview import MeanSubView\n"
OPEN_LAB = """
import re
import tempfile
from pathlib import Path
from starlette.testclient import TestClient
from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.tiny_backbone import NAME, TinyBackbones, export_tiny

folder = Path(tempfile.mkdtemp())
backbones = TinyBackbones(export_tiny(folder / "tiny"))
settings = Settings(data_dir=folder, cache_dir=folder / "engine")
with TestClient(create_app(settings, FakeAttender(), backbones)) as client:
"""
OPEN_MEAN = f"""{OPEN_LAB}
    page = client.get("/s/chelsea/layers", params={{"view": "mean"}})
    assert page.status_code == 200 and "is-error" not in page.text and "How strongly" in page.text, page.text
    assert "js/panels/layers/mean.js" in page.text
    sheet = client.get(re.search(r'href="([^"]+all.css)"', page.text)[1]).text
    assert Path("static/css/panels/layers/mean.css").read_text() in sheet
    answer = client.get(f"/api/v1/samples/chelsea/layers/{{NAME}}/mean").json()
    assert [stage["mean"] > 0 for stage in answer["stages"]] == [True] * 3, answer
    assert "/api/v1/samples/{{sample_id}}/layers/{{net}}/mean" in client.get("/openapi.json").json()["paths"]
print("opened")
"""
COST_DOCUMENT = "app/panels/layers/cost/document.py"
READ_FIELD = f"""{OPEN_LAB}
    answer = client.get(f"/api/v1/samples/chelsea/layers/{{NAME}}/cost").json()
    assert answer["cheaper"] > 1, answer
    described = client.get("/openapi.json").json()["components"]["schemas"]["CostDocument"]["properties"]
    assert described["cheaper"]["description"] == "Times.", described
print("read")
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


def test_a_new_panel_is_its_folder_a_line_a_template_and_words(tree: TreeCopy) -> None:
    tree.write("app/panels/length/__init__.py", "")
    tree.write("app/panels/length/panel.py", PANEL)
    registry = "app/panels/__init__.py"
    tree.replace(
        registry, "from app.panels.panel import Panel\n", f"{IMPORT_LENGTH}from app.panels.panel import Panel\n"
    )
    tree.replace(registry, "EncoderPanel(),", "EncoderPanel(), LengthPanel(),")
    tree.write("templates/panels/length/_panel.html", "<p>{{ panel_page }}</p>\n")
    for language, title, told in (("en", "Length", "{count} characters"), ("zh-CN", "长度", "{count} 个字符")):
        locale = f"app/language/locales/{language}.toml"
        tree.replace(locale, "\n[panels]\n", f'\n[length]\ntold = "{told}"\n\n[panels]\nlength = "{title}"\n')
        tree.append(locale, NOTES[language].format(view="length.all"))
    assert tree.changed() == [
        "app/language/locales/en.toml",
        "app/language/locales/zh-CN.toml",
        "app/panels/__init__.py",
        "app/panels/length/__init__.py",
        "app/panels/length/panel.py",
        "templates/panels/length/_panel.html",
    ]
    assert tree.python("-c", OPEN_PANEL).endswith("opened\n")
    tree.python("-m", "pytest", "-q", "tests/app/language", "tests/app/web/test_explore_template.py")


def test_a_new_language_of_the_page_is_one_file(tree: TreeCopy) -> None:
    text = (tree.root / "app/language/locales/en.toml").read_text(encoding="utf-8")
    text = text.replace('name = "English"', 'name = "Polski"')
    text = text.replace('forms = "one other"', 'forms = "one few many"')
    text = text.replace(
        'plural = "n != 1"', 'plural = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2"'
    )
    text = re.sub(r"^(\w+)\.other = (.*)$", r"\1.few = \2\n\1.many = \2", text, flags=re.MULTILINE)
    tree.write("app/language/locales/pl.toml", text)
    assert tree.changed() == ["app/language/locales/pl.toml"]
    assert tree.python("-c", SPEAK_POLISH).endswith("spoken\n")
    tree.python(
        "-m", "pytest", "-q", "tests/app/language", "tests/house/test_documents.py", "tests/house/test_tables.py"
    )


def test_a_new_sub_view_of_layers_is_its_folder_a_line_a_template_and_words(tree: TreeCopy) -> None:
    files = [path.relative_to(MEAN).as_posix().removesuffix(".txt") for path in MEAN.rglob("*.txt")]
    for name in files:
        tree.write(name, (MEAN / f"{name}.txt").read_text(encoding="utf-8"))
    registry = "app/panels/layers/subviews.py"
    tree.replace(registry, IMPORT_MAPS, IMPORT_MAPS + IMPORT_MEAN)
    tree.replace(registry, "    MapsSubView(),\n", "    MapsSubView(),\n    MeanSubView(),\n")
    for language, (name, title, numbers) in MEAN_WORDS.items():
        locale = f"app/language/locales/{language}.toml"
        tree.replace(locale, "\n[layers.views]\n", f'\n[layers.views]\nmean = "{name}"\n')
        tree.replace(locale, "\n[panels]\n", f'\n[mean]\ntitle = "{title}"\njson = "{numbers}"\n\n[panels]\n')
        tree.append(locale, NOTES[language].format(view="layers.mean"))
    locales = [f"app/language/locales/{language}.toml" for language in MEAN_WORDS]
    assert tree.changed() == sorted([*files, registry, *locales])
    assert tree.python("-c", OPEN_MEAN).endswith("opened\n")
    tree.python("-m", "pytest", "-q", "tests/app/language", "tests/app/panels/layers/test_rooms.py")


def test_a_new_field_of_the_api_is_one_file(tree: TreeCopy) -> None:
    last, field = "    textbook: list[TextbookDocument]\n", '    cheaper: float = Field(description="Times.")\n'
    tree.replace(COST_DOCUMENT, last, last + field)
    value = "        cheaper=costs.report.fully_connected.macs / costs.report.convolution.macs,\n"
    built = "        textbook=[_textbook(case) for case in costs.textbook],\n"
    tree.replace(COST_DOCUMENT, built, built + value)
    assert tree.changed() == [COST_DOCUMENT]
    assert tree.python("-c", READ_FIELD).endswith("read\n")
