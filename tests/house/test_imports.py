"""Serving is light: the process that answers people never loads torch, onnx or scikit-image's machinery."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMPORT_AND_MAKE = "import sys; from app.main import create_app; create_app(); print(*sys.modules)"


@pytest.fixture(scope="module")
def modules() -> set[str]:
    """Top-level modules that are loaded once the app is made."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_AND_MAKE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize(
    "heavy",
    ["torch", "onnx", "onnxscript", "sympy", "scipy", "transformers", "typer", "ray", "redis", "tokenizers", "gguf"],
)
def test_making_the_app_does_not_import(heavy: str, modules: set[str]) -> None:
    assert heavy not in modules


def test_importing_main_makes_no_app() -> None:
    code = "import app.main as m, fastapi; assert not [v for v in vars(m).values() if isinstance(v, fastapi.FastAPI)]"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
