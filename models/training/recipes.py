"""How something is trained, as a JSON file of models/training/configs says it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

Recipe = TypeVar("Recipe")


def recipe_of(kind: type[Recipe], path: Path, changes: Iterable[str] = ()) -> Recipe:
    """A dataclass of what the file says, lists as tuples, with some of it said otherwise (`name=value`, JSON)."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored |= {name: json.loads(value) for name, _, value in (each.partition("=") for each in changes)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()})
