"""Which modules of the repository a program imports, read from the source: nothing is run and no torch is loaded."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]


def modules_of(roots: Iterable[str], root: Path = ROOT) -> dict[str, Path]:
    """Every module under `root` that the modules `roots` import, directly or through others, and its file.

    Imports inside functions count; those for type checkers alone do not.
    """
    found: dict[str, Path] = {}
    waiting = list(roots)
    own = {name.partition(".")[0] for name in waiting} | {"models"}  # installed, other people's lie beside them
    while waiting:
        name = waiting.pop()
        path = file_of(name, root) if name not in found and name.partition(".")[0] in own else None
        if path is not None:
            found[name] = path
            waiting += imported_names(path)
    return found


def file_of(name: str, root: Path = ROOT) -> Path | None:
    """The file of a module of the repository; None for other people's modules."""
    place = root.joinpath(*name.split("."))
    candidates = (place.with_name(f"{place.name}.py"), place / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


@cache
def imported_names(path: Path) -> tuple[str, ...]:
    """What a file imports, and the packages around it; `from a import b` may mean the module a.b."""
    tree = ast.parse(path.read_bytes(), str(path))
    return tuple(sorted({name for node in _imports(tree) for each in _named(node) for name in _with_packages(each)}))


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        yield from _imports(child)


def _named(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module and not node.level:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _with_packages(name: str) -> list[str]:
    """``a``, ``a.b`` and ``a.b.c`` for ``a.b.c``."""
    parts = name.split(".")
    return [".".join(parts[: count + 1]) for count in range(len(parts))]


@cache
def code_digest(roots: tuple[str, ...], root: Path = ROOT) -> str:
    """SHA-256 over the source of all modules that `roots` import, and their names; taken once per process."""
    digest = hashlib.sha256()
    for name, path in sorted(modules_of(roots, root).items()):
        digest.update(f"{name}\n".encode() + path.read_bytes())
    return digest.hexdigest()
