"""Which models an installed library registers, read from its source: importing it would bring torch into serving."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_MARKED = re.compile(r"^@register_model\b(?P<given>[^\n]*)$.*?^def (?P<name>\w+)\(", re.MULTILINE | re.DOTALL)
_RENAMED = re.compile(r"^register_model_deprecations\(__name__, \{(?P<table>.*?)^\}\)", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"""["']([\w.-]+)["']""")
_KEY = re.compile(r"""^\s*["']([\w.-]+)["']\s*:""", re.MULTILINE)


@lru_cache(maxsize=2)
def registered_names(library: str) -> frozenset[str]:
    """Names of classifiers of torchvision or timm; empty where the library, or its usual folder, is not there."""
    found = importlib.util.find_spec(library)
    folder = Path(found.origin).parent / "models" if found and found.origin else None
    files = sorted(folder.glob("*.py")) if folder else []
    return frozenset(name for file in files for name in _names_in(file.read_text(encoding="utf-8")))


def is_registered(library: str, name: str) -> bool:
    """Whether a library has the model, whatever its tag (resnet18.a1_in1k); True where that cannot be told."""
    names = registered_names(library)
    return not names or name in names or (library == "timm" and name.partition(".")[0] in names)


def _names_in(source: str) -> Iterator[str]:
    """Functions that are marked, by the name that the mark gives them where it does; and names of earlier versions."""
    for found in _MARKED.finditer(source):
        given = _QUOTED.search(found["given"])
        yield given[1] if given else found["name"]
    for found in _RENAMED.finditer(source):
        yield from _KEY.findall(found["table"])
