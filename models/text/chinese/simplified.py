"""Traditional characters and simplified ones, one for one, so that offsets stay (OpenCC's tables)."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from models.errors import BrokenInstall

PACKAGE, FOLDER = "opencc", "dictionary"
SIMPLER, FULLER = "TSCharacters.txt", "STCharacters.txt"
# Simplified in their own right as often as not: left as they are.
KEPT = frozenset("着")


@cache
def _table(name: str) -> dict[int, str]:
    """Character -> its first form on the other side."""
    spec = importlib.util.find_spec(PACKAGE)
    path = Path(spec.origin).parent / FOLDER / name if spec is not None and spec.origin is not None else None
    if path is None or not path.exists():
        raise BrokenInstall(
            "The table of traditional characters is missing.",
            code="missing_weights",
            argument="text",
            hint="Install it: pip install opencc-python-reimplemented",
        )
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {ord(row[0]): row[1] for row in rows if len(row[0]) == len(row[1]) == 1 and row[0] not in KEPT}


def simplified(text: str) -> str:
    """The same number of characters, each in its simplified form: 貓 -> 猫. 著 after a verb is 着."""
    return text.translate(_table(SIMPLER)).replace("著", "着")


def traditional(text: str) -> str:
    """The same number of characters, each in its most usual traditional form: 猫 -> 貓."""
    return text.translate(_table(FULLER))
