"""How the shipped weights were trained, from their manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scripts.markdown import markdown

MANIFEST = Path(__file__).parents[1] / "models" / "weights" / "manifest.json"


def training(_language: str) -> str:
    """Configuration and captions' metrics of the trained weights."""
    row = json.loads(MANIFEST.read_text())["weights"]["cross_attention"]
    told = [(name, row[name]) for name in ("data", "licence", "script") if name in row]
    told.append(("network", _pairs(row["config"])))
    told += [(f"course {number}", _pairs(course)) for number, course in enumerate(row["courses"], 1)]
    told += [(name.replace("_", " "), _pairs(metrics)) for name, metrics in row["metrics"].items()]
    return markdown(("", ""), told)


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())
