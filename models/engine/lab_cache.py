"""The lab's exported backbones on disk, named by the hash of weights and code. Imports no torch."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from models.backbones.library import missing_library
from models.engine import lab_files
from models.errors import BrokenInstall, FoveaError, InvalidArgument
from models.registry import BUILT_IN, check_name
from models.weights import sha256_of

_ROOT = Path(__file__).parents[1]
_CODE = (
    "backbone.py",
    "network.py",
    "backbones",
    "engine/lab_export.py",
    "engine/lab_files.py",
    "engine/network_graph.py",
    "engine/randomised.py",
    "engine/reverse_graph.py",
    "engine/reverse_rules.py",
    "engine/stage_graphs.py",
    "engine/staged_graph.py",
)
EXPORT_REFUSED = 3  # exit status of an export that failed for a reason with a message of its own


@cache
def code_hash() -> str:
    """Over every source file that shapes what is exported."""
    digest = hashlib.sha256()
    for name in _CODE:
        path = _ROOT / name
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def backbone_folder(cache_dir: Path, name: str, weights: Path | None = None) -> Path:
    """Where a backbone is, or will be, in the cache; raises InvalidArgument or BrokenInstall."""
    check_name(name)
    digest = hashlib.sha256(f"{name} {code_hash()}".encode())
    if name in BUILT_IN and weights is None:
        weights = BUILT_IN[name].weights
    digest.update((sha256_of(weights) if weights else _library_version(name)).encode())
    return cache_dir / "lab" / f"{name.replace(':', '-')}-{digest.hexdigest()[:16]}"


def _library_version(name: str) -> str:
    library = name.partition(":")[0]
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        raise missing_library(library) from None


def ensure_backbone(cache_dir: Path, name: str, weights: Path | None = None) -> Path:
    """The backbone's folder, exported now in a process of its own where it is missing.

    Takes about ten seconds the first time. Raises InvalidArgument for a name or weights that cannot be used,
    BrokenInstall for a missing package or library.
    """
    folder = backbone_folder(cache_dir, name, weights)
    if not (folder / lab_files.PLAN).exists():
        command = [sys.executable, "-m", "models.engine.lab_export", "--backbone", name, "--out", str(folder)]
        command += ["--weights", str(weights)] if weights else []
        done = subprocess.run(command, capture_output=True, text=True, cwd=_ROOT.parent, check=False)  # noqa: S603 - names are checked
        if done.returncode or not (folder / lab_files.PLAN).exists():
            raise _refusal(done.returncode, done.stderr.strip())
    return folder


def _refusal(status: int, said: str) -> FoveaError:
    """What the export process said, as an error of our own."""
    kind, _, rest = (said.splitlines() or [""])[-1].partition("\t")
    if status == EXPORT_REFUSED:
        code, message, hint = rest.split("\t")
        error = InvalidArgument if kind == "InvalidArgument" else BrokenInstall
        return error(message, code=code, argument="backbone", hint=hint)
    return BrokenInstall(
        f"The backbone could not be exported: {said[-400:]}",
        code="export_failed",
        argument="backbone",
        hint="Run python -m models.engine.lab_export --backbone NAME --out FOLDER by hand and read what it says.",
    )
