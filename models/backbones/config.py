"""What is known of a backbone before it is built: one row, in the backbone's own file. Imports no torch.

The file starts with ``CONFIGS = (BackboneConfig(...), ...)``. The registry reads that from the source, because
importing the file would import torch; so what stands there is written out: texts, numbers, tuples, and calls of
`BackboneConfig` and `Preprocessing`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.preprocessing import Preprocessing
from models.weights import entry


class Family(StrEnum):
    """Where a backbone is offered."""

    GENERAL = "general"  # in Layers and everywhere else
    POOLING = "pooling"  # one of the four that differ in their pooling alone: in Shift
    DETECTOR = "detector"  # names things at places: in Layers, and read by other parts; not in Shift


@dataclass(frozen=True)
class BackboneConfig:
    """One backbone; where its weights come from is the row of the same name in models/weights/manifest.json."""

    name: str  # in addresses and on the command line
    title: str  # on the page
    preprocessing: Preprocessing  # how pixels become its input
    classes: int = 1000  # 1000: ImageNet's, 101: Caltech-101's, 80: COCO's (models/class_names.py)
    family: str = Family.GENERAL

    @property
    def weights(self) -> Path:
        """The weights file, checked; raises BrokenInstall when it is missing or damaged."""
        return entry(self.name).file


CALLS = {"BackboneConfig": BackboneConfig, "Preprocessing": Preprocessing}


def read_configs(path: Path) -> tuple[BackboneConfig, ...]:
    """The CONFIGS of a backbone's file, none where it has none; raises ValueError for what is not written out."""
    text = path.read_text(encoding="utf-8")
    if "CONFIGS" not in text:
        return ()
    for node in ast.parse(text, str(path)).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _target(node) == "CONFIGS" and node.value is not None:
            return tuple(_value(node.value, path))
    return ()


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def _value(node: ast.expr, path: Path) -> Any:
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(_value(each, path) for each in node.elts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        named = {each.arg: _value(each.value, path) for each in node.keywords if each.arg}
        return CALLS[node.func.id](*(_value(each, path) for each in node.args), **named)
    try:
        return ast.literal_eval(node)
    except ValueError:
        where = f"{path.name}:{node.lineno}"
        raise ValueError(
            f"{where}: CONFIGS is read without running the file, so write out {ast.unparse(node)}"
        ) from None
