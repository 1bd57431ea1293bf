"""Finished long work of samples, beside them in the SQLite file: it goes in the transaction in which they go."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    key TEXT PRIMARY KEY, photo_id TEXT NOT NULL, bytes INTEGER NOT NULL, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS results_photo ON results (photo_id, bytes);
"""
# Deleting a photo writes as much as is deleted: with the photo itself it must fit into the reserve (reserve.py).
OF_ONE_PHOTO = 4_000_000


def find(db: sqlite3.Connection, key: str) -> bytes | None:
    """What was kept by a key."""
    row = db.execute("SELECT content FROM results WHERE key = ?", (key,)).fetchone()
    return bytes(row[0]) if row else None


def keep(db: sqlite3.Connection, key: str, content: bytes, photo_id: str, sample_id: str, most: int) -> None:
    """In the place of what the key had; the oldest go where that is too much, of the photo or of all.

    Nothing is kept for a sample that went while the work was done.
    """
    if sample_id and db.execute("SELECT 1 FROM samples WHERE id = ?", (sample_id,)).fetchone() is None:
        return
    row = (key, photo_id, len(content), content)
    db.execute("INSERT OR REPLACE INTO results (key, photo_id, bytes, content) VALUES (?, ?, ?, ?)", row)
    _make_room(db, OF_ONE_PHOTO, "photo_id = ?", photo_id)
    _make_room(db, most, "1")


def forget(db: sqlite3.Connection, photos: Iterable[tuple[str]]) -> None:
    """All that was made of these photos, with whichever sentence."""
    db.executemany("DELETE FROM results WHERE photo_id = ?", photos)


def _make_room(db: sqlite3.Connection, most: int, which: str, *values: str) -> None:
    total = f"SELECT COALESCE(SUM(bytes), 0) FROM results WHERE {which}"  # noqa: S608  constant conditions
    oldest = f"DELETE FROM results WHERE rowid = (SELECT MIN(rowid) FROM results WHERE {which})"  # noqa: S608
    while db.execute(total, values).fetchone()[0] > most:
        db.execute(oldest, values)
