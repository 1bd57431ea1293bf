"""The SQLite file that samples are kept in: one transaction at a time, nothing left behind of what was deleted."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from app.samples import kept_results
from app.samples.reserve import Reserve
from models.errors import BrokenInstall, Busy, FoveaError

logger = logging.getLogger("fovea")
Result = TypeVar("Result")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS photos (
    id TEXT PRIMARY KEY, bytes INTEGER NOT NULL, jpeg BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS samples (
    id TEXT PRIMARY KEY, photo_id TEXT NOT NULL REFERENCES photos, sentence TEXT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, notes TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), time REAL NOT NULL);
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS photos_bytes ON photos (bytes);
CREATE INDEX IF NOT EXISTS samples_created ON samples (created);
CREATE INDEX IF NOT EXISTS samples_photo ON samples (photo_id);
"""
# auto_vacuum gives freed pages back, secure_delete overwrites what people delete.
_DURABLE = "PRAGMA auto_vacuum = FULL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
# Deleting sorts aside what it deletes: in memory, for a read-only root has no other place, and a disk would keep it.
_EACH_CONNECTION = "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"


class StoreFile:
    """One connection a process, one thread at a time; other processes are waited for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._reserve = Reserve(path.with_name(f"{path.name}.reserve"))
        self._db = _opened(path)
        self._erased = True  # the log of an earlier process may hold what was deleted
        self._empty_log()
        self._reserve.fill()

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._db.close()

    def read(self, query: Callable[[sqlite3.Connection], Result]) -> Result:
        """What a query finds."""
        with self._lock, telling(self._path):
            return query(self._db)

    def write(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        """One transaction: all of it or, after an error or a kill, none."""
        with self._lock, telling(self._path):
            return self._transaction(change)

    def erase(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        """A transaction that deletes: its log is emptied, and a full disk does not stop it."""
        with self._lock, telling(self._path):
            self.erased()
            result = self._with_reserve(lambda: self._transaction(change))
            self._reserve.fill()
            return result

    def erased(self) -> None:
        """Something is deleted: what it was still stands in the log, until that is emptied after the transaction."""
        self._erased = True

    def _with_reserve(self, work: Callable[[], Result]) -> Result:
        """Done again with the reserve given up, where the disk is full."""
        try:
            return work()
        except sqlite3.OperationalError as error:
            if not is_full(error) or not self._reserve.give_up():
                raise
            return work()

    def _transaction(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            result = change(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._empty_log()
        return result

    def _empty_log(self) -> None:
        """Move the write-ahead log into the file and cut it to nothing; tried again later where somebody reads it."""
        if not self._erased:
            return
        try:
            query = "PRAGMA wal_checkpoint(TRUNCATE)"
            (busy, *_) = self._with_reserve(lambda: self._db.execute(query).fetchone())
            self._erased = bool(busy)
        except sqlite3.OperationalError as error:
            logger.warning("The store's log could not be emptied: %s", error)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise _told(path, error) from error


def is_full(error: sqlite3.Error) -> bool:
    """Whether there is no room on the disk."""
    return _code(error) == sqlite3.SQLITE_FULL


def _code(error: sqlite3.Error) -> int:
    """The primary result code, https://sqlite.org/rescode.html."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _told(path: Path, error: sqlite3.Error) -> FoveaError:
    if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy("The samples are being written by somebody else.", hint="Try again in a moment.", retry_after=5)
    code = "broken_store"
    hint = f"Stop the server and move {path.name} away, or name another folder: FOVEA_DATA_DIR."
    if is_full(error):
        code, hint = "disk_full", "Make room on the disk of FOVEA_DATA_DIR."
    elif _code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        code, hint = "read_only_store", "Make FOVEA_DATA_DIR writable for the user that the server runs as."
    return BrokenInstall(f"The samples cannot be used: {error}.", code=code, hint=hint, argument="data_dir")


def _opened(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as when_it_fails:
            db = sqlite3.connect(path, timeout=30.0, isolation_level=None, check_same_thread=False)
            when_it_fails.callback(db.close)
            db.executescript(_DURABLE + _EACH_CONNECTION + _SCHEMA + kept_results.SCHEMA)
            when_it_fails.pop_all()
    except (OSError, sqlite3.Error) as error:
        message, hint = f"The samples in {path} cannot be opened: {error}.", "Name another folder in FOVEA_DATA_DIR."
        raise BrokenInstall(message, code="broken_store", hint=hint, argument="data_dir") from None
    return db
