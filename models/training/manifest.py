"""Rows of models/weights/manifest.json, written by the scripts that ship weights."""

from __future__ import annotations

import json
from typing import Any

from models.weights import FOLDER


def write_row(name: str, row: dict[str, Any]) -> None:
    """Put one row into the manifest, in place of an older one of that name."""
    path = FOLDER / "manifest.json"
    stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"weights": {}}
    stored["weights"][name] = row
    path.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
