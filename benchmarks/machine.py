"""The machine that numbers were measured on, as far as a reader needs to know it."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

from models.engine.cores import cores


def machine() -> dict[str, str | int]:
    """Cores this process may use, architecture, operating system, Python and onnxruntime."""
    return {
        "cores": cores(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "onnxruntime": version("onnxruntime"),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return names[0].split(":", 1)[1].strip() if names else platform.processor()
