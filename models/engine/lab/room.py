"""Room on the disk for other people's networks: a VGG's graphs take a gigabyte, and anybody may name another one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from models.engine.exports.lock import kept_by_someone, let_go
from models.engine.exports.note import IN_USE
from models.registry import LIBRARIES


def mark_used(folder: Path) -> None:
    """Say that an export was opened now: the longest unused go first."""
    os.utime(folder / IN_USE)


def make_room(lab: Path, most: int, open_here: Collection[Path]) -> list[Path]:
    """Remove exports of torchvision's and timm's networks until the rest takes no more than `most` bytes.

    What this process has open (`open_here`), or another one, stays, however much it is.
    """
    folders = [folder for library in LIBRARIES for folder in lab.glob(f"{library}-*/") if (folder / IN_USE).exists()]
    sizes = {folder: bytes_below(folder) for folder in sorted(folders, key=_last_used)}
    gone: list[Path] = []
    for folder in list(sizes):
        if sum(sizes.values()) <= most:
            break
        if folder not in open_here and _removed(folder):
            gone.append(folder)
            del sizes[folder]
    return gone


def bytes_below(folder: Path) -> int:
    """Of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _last_used(folder: Path) -> float:
    return (folder / IN_USE).stat().st_mtime


def _removed(folder: Path) -> bool:
    """Take a folder away in one step, so that nobody finds half of it; False where another process has it open."""
    let_go(folder / IN_USE)
    if kept_by_someone(folder / IN_USE):
        return False
    aside = folder.with_name(f"{folder.name}.0.partial")
    folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)
    return True
