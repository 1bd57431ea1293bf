"""What must be gone from the disk once it is erased, the ways to erase it, and where it is looked for."""

from __future__ import annotations

import time
from pathlib import Path

from app.samples.sample import Sample
from app.samples.store_seam import Store

SECRET_JPEG = b"PIXELPIXEL" * 20_000
SECRET_SENTENCE = "a letter to Evelyn under the blue lamp"


def secret(age: float = 0.0) -> Sample:
    return Sample(SECRET_SENTENCE, "p-secret", 48, 32, created=time.time() - age)


def on_disk(folder: Path) -> bytes:
    """All that lies below the store's folder: logs, snapshots and indexes among it."""
    return b"".join(_held(each) for each in sorted(folder.rglob("*")) if each.is_file())


def _held(path: Path) -> bytes:
    """What a file holds; nothing where the store has replaced it since the folder was listed, as Redis does its log."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def is_gone(folder: Path) -> bool:
    held = on_disk(folder)
    return b"PIXELPIXEL" not in held and SECRET_SENTENCE.encode() not in held


def by_hand(store: Store, kept: Sample) -> None:
    store.delete(kept.id)


def by_count(store: Store, kept: Sample) -> None:
    for number in range(2):
        store.add(Sample("a cat", f"p{number}", 8, 8), b"x")


def by_age(store: Store, kept: Sample) -> None:
    store.prune()
