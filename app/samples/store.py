"""Samples on disk, in one SQLite file that several server processes share and that a kill leaves whole."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.photos.notes import Note
from app.samples import kept_results
from app.samples.sample import Sample
from app.samples.store_clock import StoreClock
from app.samples.store_file import StoreFile
from models.errors import NotFound

_COLUMNS = "sentence, photo_id, width, height, notes, id, created"


@dataclass(frozen=True)
class StoreLimits:
    """How much is kept; beyond it the oldest samples go first."""

    samples: int = 5000
    photo_bytes: int = 2_000_000_000
    age_seconds: float = 30 * 86400.0
    result_bytes: int = 64_000_000  # of finished long work


class SampleStore:
    """One connection a process, one thread at a time; other processes are waited for. Close it when done."""

    def __init__(self, path: Path, limits: StoreLimits | None = None) -> None:
        self._limits = limits or StoreLimits()
        self._file = StoreFile(path)
        self._clock = StoreClock()
        self.secret = self._secret()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def add(self, sample: Sample, encoded: bytes | None = None) -> Sample:
        """Keep a sample; without `encoded` its photo must be there already. What is too old or too much goes."""

        def change(db: sqlite3.Connection) -> None:
            if encoded is not None:
                row = (sample.photo_id, len(encoded), encoded)
                db.execute("INSERT OR IGNORE INTO photos (id, bytes, jpeg) VALUES (?, ?, ?)", row)
            self._insert(db, sample)
            if self._prune(db, keep=sample.id):
                self._file.erased()

        self._file.write(change)
        return sample

    def get(self, sample_id: str) -> Sample:
        """The sample with this id; NotFound when there is none (any more)."""
        query = f"SELECT {_COLUMNS} FROM samples WHERE id = ? AND created >= ?"  # noqa: S608  constant columns
        oldest = time.time() - self._limits.age_seconds
        row = self._file.read(lambda db: db.execute(query, (sample_id, oldest)).fetchone())
        if row is None:
            raise no_such_sample()
        sentence, photo_id, width, height, notes, found_id, created = row
        return Sample(sentence, photo_id, width, height, read_notes(json.loads(notes)), found_id, created)

    def photo(self, photo_id: str) -> bytes:
        """The bytes of a photo that at least one sample shows, JPEG or WebP; the column keeps its first name."""
        query = "SELECT jpeg FROM photos WHERE id = ?"
        row = self._file.read(lambda db: db.execute(query, (photo_id,)).fetchone())
        if row is None:
            raise no_such_photo()
        return bytes(row[0])

    def delete(self, sample_id: str) -> None:
        """Forget a sample, and its photo with the last sample that shows it; NotFound when there is none.

        Nothing of them is left on the disk when this returns, and a full disk does not stop it.
        """

        def change(db: sqlite3.Connection) -> None:
            if not _forget(db, "id = ?", sample_id):
                raise no_such_sample()

        self._file.erase(change)

    def prune(self) -> int:
        """Forget what is too old or too much; how many samples that was."""
        return self._file.erase(self._prune)

    def result(self, key: str) -> bytes | None:
        """Finished long work, where it is kept."""
        return self._file.read(lambda db: kept_results.find(db, key))

    def keep_result(self, key: str, content: bytes, photo_id: str = "", sample_id: str = "") -> None:
        """Keep finished long work as long as there is room; it goes with any sample of the photo (kept_results.py)."""
        most = self._limits.result_bytes
        self._file.write(lambda db: kept_results.keep(db, key, content, photo_id, sample_id, most))

    def _secret(self) -> bytes:
        """What delete keys are made from: drawn once, the same in every process of this store."""
        row = self._file.read(_stored_secret)
        return row or self._file.write(_drawn_secret)

    def _insert(self, db: sqlite3.Connection, sample: Sample) -> None:
        notes = json.dumps(written_notes(sample.notes))
        row = (sample.sentence, sample.photo_id, sample.width, sample.height, notes, sample.id, sample.created)
        try:
            db.execute(f"INSERT INTO samples ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        except sqlite3.IntegrityError:  # the photo went while its new sentence was on the way
            raise no_such_photo() from None

    def _prune(self, db: sqlite3.Connection, keep: str = "") -> int:
        too_old = self._now(db) - self._limits.age_seconds
        gone = _forget(db, "created < ? AND id != ?", too_old, keep)
        oldest = "id = (SELECT id FROM samples WHERE id != ? ORDER BY created, rowid LIMIT 1)"
        while self._too_much(db) and (more := _forget(db, oldest, keep)):
            gone += more
        return gone

    def _now(self, db: sqlite3.Connection) -> float:
        """Move the store's own time (store_clock.py)."""
        wall, row = time.time(), db.execute("SELECT time FROM clock").fetchone()
        allowed = self._clock.allowed()
        now = wall if row is None else min(wall, float(row[0]) + allowed)
        db.execute("INSERT OR REPLACE INTO clock (one, time) VALUES (1, ?)", (now,))
        return now

    def _too_much(self, db: sqlite3.Connection) -> bool:
        (samples,) = db.execute("SELECT COUNT(*) FROM samples").fetchone()
        (photo_bytes,) = db.execute("SELECT COALESCE(SUM(bytes), 0) FROM photos").fetchone()
        return bool(samples > self._limits.samples or photo_bytes > self._limits.photo_bytes)


def _stored_secret(db: sqlite3.Connection) -> bytes:
    row = db.execute("SELECT value FROM secrets WHERE name = 'delete'").fetchone()
    return bytes(row[0]) if row else b""


def _drawn_secret(db: sqlite3.Connection) -> bytes:
    db.execute("INSERT OR IGNORE INTO secrets (name, value) VALUES ('delete', ?)", (secrets.token_bytes(32),))
    return _stored_secret(db)


def no_such_sample() -> NotFound:
    """The error of a link that leads nowhere."""
    hint = "It may have been deleted or have expired. Start again with a photo of your own."
    return NotFound("There is no such sample.", code="no_such_sample", hint=hint, argument="id")


def no_such_photo() -> NotFound:
    """The error of a photo that no sample shows."""
    hint = "It may have been deleted or have expired. Send the photo again."
    return NotFound("There is no such photo.", code="no_such_photo", hint=hint, argument="photo")


def _forget(db: sqlite3.Connection, which: str, *values: str | float) -> int:
    """Delete samples, what was made of their photos, and each photo with its last sample; how many samples went."""
    gone = db.execute(f"DELETE FROM samples WHERE {which} RETURNING photo_id", values).fetchall()  # noqa: S608
    unused = "DELETE FROM photos WHERE id = ? AND NOT EXISTS (SELECT 1 FROM samples WHERE photo_id = photos.id)"
    db.executemany(unused, gone)
    kept_results.forget(db, gone)
    return len(gone)


def written_notes(notes: tuple[Note, ...]) -> list[list[Any]]:
    """For JSON."""
    return [[note.code, dict(note.values)] for note in notes]


def read_notes(written: list[list[Any]]) -> tuple[Note, ...]:
    """As `written_notes` wrote them."""
    return tuple(Note(code, values) for code, values in written)
