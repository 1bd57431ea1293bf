"""A wheel with graphs keeps the weights that serving reads: all of them, and none that only exporting reads."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from models.weights import manifest
from tests.house.test_repository import ROOT

EXPORTING = {  # what these read is in the graphs, or copied beside them
    "models/backbones/config.py",
    "models/backbones/nanodet.py",
    "models/engine/exports/cache.py",
    "models/engine/fusion/export.py",
    "models/engine/graphs.py",
    "models/fusion/late_joins.py",
    "models/weights.py",
}


def served() -> tuple[str, ...]:
    """What setup.py keeps; read, since importing it would build."""
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    values = (
        each.value for each in tree.body if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "SERVED"
    )
    names: tuple[str, ...] = ast.literal_eval(next(values))
    return names


def readers() -> Iterator[Path]:
    """Modules that open weights, but for those that train."""
    for folder in ("app", "models"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "training" not in path.parts and "entry(" in path.read_text(encoding="utf-8"):
                yield path.relative_to(ROOT)


def opened(path: Path) -> Iterator[str]:
    """Files of the rows that a module asks the manifest for."""
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "entry":
            row = manifest()["weights"][eval(ast.unparse(node.args[0]), vars(module))]
            yield row["file"]


def test_serving_reads_what_the_wheel_keeps() -> None:
    read = {file for path in readers() if path.as_posix() not in EXPORTING for file in opened(path)}
    assert {file for file in read if file.endswith(".safetensors")} == set(served())


def test_every_module_that_is_said_to_export_opens_weights() -> None:
    assert {path.as_posix() for path in readers()} >= EXPORTING
