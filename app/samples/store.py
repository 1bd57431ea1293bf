"""Samples on disk, in one SQLite file that several server processes share and that a kill leaves whole."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.photos.notes import Note
from app.samples.sample import Sample
from models.errors import BrokenInstall, NotFound

_SCHEMA = """
CREATE TABLE IF NOT EXISTS photos (
    id TEXT PRIMARY KEY, bytes INTEGER NOT NULL, jpeg BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS samples (
    id TEXT PRIMARY KEY, photo_id TEXT NOT NULL REFERENCES photos, sentence TEXT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, notes TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS photos_bytes ON photos (bytes);
CREATE INDEX IF NOT EXISTS samples_created ON samples (created);
CREATE INDEX IF NOT EXISTS samples_photo ON samples (photo_id);
"""
# auto_vacuum gives freed pages back, secure_delete overwrites what people delete.
_DURABLE = "PRAGMA auto_vacuum = FULL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
_EACH_CONNECTION = "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
_COLUMNS = "sentence, photo_id, width, height, notes, id, created"


@dataclass(frozen=True)
class StoreLimits:
    """How much is kept; beyond it the oldest samples go first."""

    samples: int = 5000
    photo_bytes: int = 2_000_000_000
    age_seconds: float = 30 * 86400.0


class SampleStore:
    """One connection a process, one thread at a time; other processes are waited for. Close it when done."""

    def __init__(self, path: Path, limits: StoreLimits | None = None) -> None:
        self._limits = limits or StoreLimits()
        self._lock = threading.Lock()
        self._db = _opened(path)
        self.secret = self._secret()

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._db.close()

    def add(self, sample: Sample, jpeg: bytes | None = None) -> Sample:
        """Keep a sample; without `jpeg` its photo must be there already. What is too old or too much goes."""
        with self._writing() as db:
            if jpeg is not None:
                row = (sample.photo_id, len(jpeg), jpeg)
                db.execute("INSERT OR IGNORE INTO photos (id, bytes, jpeg) VALUES (?, ?, ?)", row)
            self._insert(db, sample)
            self._prune(db, keep=sample.id)
        return sample

    def get(self, sample_id: str) -> Sample:
        """The sample with this id; NotFound when there is none (any more)."""
        query = f"SELECT {_COLUMNS} FROM samples WHERE id = ? AND created >= ?"  # noqa: S608  constant columns
        with self._lock:
            row = self._db.execute(query, (sample_id, self._oldest())).fetchone()
        if row is None:
            raise no_such_sample()
        sentence, photo_id, width, height, notes, found_id, created = row
        return Sample(sentence, photo_id, width, height, _read_notes(notes), found_id, created)

    def photo(self, photo_id: str) -> bytes:
        """The JPEG bytes of a photo that at least one sample shows."""
        with self._lock:
            row = self._db.execute("SELECT jpeg FROM photos WHERE id = ?", (photo_id,)).fetchone()
        if row is None:
            raise no_such_photo()
        return bytes(row[0])

    def delete(self, sample_id: str) -> None:
        """Forget a sample, and its photo with the last sample that shows it; NotFound when there is none."""
        with self._writing() as db:
            if not _forget(db, "id = ?", sample_id):
                raise no_such_sample()

    def prune(self) -> None:
        """Forget what is too old or too much."""
        with self._writing() as db:
            self._prune(db)

    def _secret(self) -> bytes:
        """What delete keys are made from: drawn once, the same in every process of this store."""
        with self._writing() as db:
            db.execute("INSERT OR IGNORE INTO secrets (name, value) VALUES ('delete', ?)", (secrets.token_bytes(32),))
            (value,) = db.execute("SELECT value FROM secrets WHERE name = 'delete'").fetchone()
        return bytes(value)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or, after an error or a kill, none."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _insert(self, db: sqlite3.Connection, sample: Sample) -> None:
        notes = json.dumps([[note.code, dict(note.values)] for note in sample.notes])
        row = (sample.sentence, sample.photo_id, sample.width, sample.height, notes, sample.id, sample.created)
        try:
            db.execute(f"INSERT INTO samples ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        except sqlite3.IntegrityError:  # the photo went while its new sentence was on the way
            raise no_such_photo() from None

    def _prune(self, db: sqlite3.Connection, keep: str = "") -> None:
        _forget(db, "created < ? AND id != ?", self._oldest(), keep)
        oldest = "id = (SELECT id FROM samples WHERE id != ? ORDER BY created, rowid LIMIT 1)"
        while self._too_much(db) and _forget(db, oldest, keep):
            pass

    def _too_much(self, db: sqlite3.Connection) -> bool:
        (samples,) = db.execute("SELECT COUNT(*) FROM samples").fetchone()
        (photo_bytes,) = db.execute("SELECT COALESCE(SUM(bytes), 0) FROM photos").fetchone()
        return bool(samples > self._limits.samples or photo_bytes > self._limits.photo_bytes)

    def _oldest(self) -> float:
        return time.time() - self._limits.age_seconds


def _opened(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as when_it_fails:
            db = sqlite3.connect(path, timeout=30.0, isolation_level=None, check_same_thread=False)
            when_it_fails.callback(db.close)
            db.executescript(_DURABLE + _EACH_CONNECTION + _SCHEMA)
            when_it_fails.pop_all()
    except (OSError, sqlite3.Error) as error:
        message, hint = f"The samples in {path} cannot be opened: {error}.", "Name another folder in FOVEA_DATA_DIR."
        raise BrokenInstall(message, code="broken_store", hint=hint, argument="data_dir") from None
    return db


def no_such_sample() -> NotFound:
    """The error of a link that leads nowhere."""
    hint = "It may have been deleted or have expired. Start again with a photo of your own."
    return NotFound("There is no such sample.", code="no_such_sample", hint=hint, argument="id")


def no_such_photo() -> NotFound:
    """The error of a photo that no sample shows."""
    hint = "It may have been deleted or have expired. Send the photo again."
    return NotFound("There is no such photo.", code="no_such_photo", hint=hint, argument="photo")


def _forget(db: sqlite3.Connection, which: str, *values: str | float) -> int:
    """Delete samples, and each photo with the last sample that shows it; how many samples went."""
    gone = db.execute(f"DELETE FROM samples WHERE {which} RETURNING photo_id", values).fetchall()  # noqa: S608
    unused = "DELETE FROM photos WHERE id = ? AND NOT EXISTS (SELECT 1 FROM samples WHERE photo_id = photos.id)"
    db.executemany(unused, gone)
    return len(gone)


def _read_notes(text: str) -> tuple[Note, ...]:
    return tuple(Note(code, values) for code, values in json.loads(text))
