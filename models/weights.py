"""The weights that our own training wrote: where they are, what is known of them. Imports no torch."""

from __future__ import annotations

import hashlib
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


@cache
def entry(name: str) -> WeightsEntry:
    """A row of the manifest, its file checked against its digest; raises BrokenInstall when either is wrong."""
    row = manifest()["weights"].get(name)
    path = FOLDER / row["file"] if row else FOLDER / name
    if row is None or not path.exists() or sha256_of(path) != row["sha256"]:
        raise BrokenInstall(
            f"The weights of {name} are missing or damaged.",
            code="missing_weights",
            argument=name,
            hint="Restore models/weights from the repository, or train them again: make weights",
        )
    return WeightsEntry(name, path, row["sha256"], row["config"], row["calibration"], row["metrics"])
