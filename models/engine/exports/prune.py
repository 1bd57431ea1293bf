"""Taking away what older code, or a process that ended early, has left in the cache."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.engine.exports.lock import kept_by_someone
from models.engine.exports.note import IN_USE

_KEY = r"-(?P<code>[0-9a-f]{16})(?:-[0-9a-f]{16})?"


def name_without_key(folder: Path) -> str:
    """The last part of an export's name: ``small_max`` for ``lab/small_max-CODE``."""
    return re.sub(f"{_KEY}$", "", folder.name)


def sweep(folder: Path) -> None:
    """Remove the partial folders of this export's name; only for who holds its lock, since then nobody writes them."""
    for path, _ in _siblings(folder, r"\.\d+\.partial"):
        shutil.rmtree(path, ignore_errors=True)


def prune(folder: Path, code: str, older: Iterable[str] = ()) -> list[Path]:
    """Remove the exports of this name by other code that no process uses, and files of the patterns `older`.

    Exports of the same code stay, with whatever weights; so does everything whose name is not an export's.
    """
    other = [path for path, found in _siblings(folder) if found != code]
    gone = [path for path in other if not kept_by_someone(path / IN_USE)]
    gone += [path for pattern in older for path in folder.parent.glob(pattern)]
    for path in gone:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return gone


def _siblings(folder: Path, ending: str = "") -> Iterator[tuple[Path, str]]:
    """Folders of the same name as an export, whatever its key, and the CODE in their names."""
    pattern = re.compile(f"{re.escape(name_without_key(folder))}{_KEY}{ending}")
    for path in folder.parent.iterdir():
        if found := pattern.fullmatch(path.name):
            yield path, found["code"]
