"""What is noted beside exported files: the SHA-256 of each, and the libraries that wrote them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from models.weights import sha256_of

NOTE, IN_USE = "export.json", "in-use"
EXPORTERS = ("torch", "onnx", "onnxscript")


@dataclass(frozen=True)
class Note:
    """The contents of export.json."""

    files: dict[str, str] = field(default_factory=dict)  # name below the folder -> SHA-256
    libraries: dict[str, str] = field(default_factory=dict)  # name -> version

    @property
    def current(self) -> bool:
        """No library is installed here in another version than the files were written with.

        One that is not installed at all is no reason: an image for serving has no exporter and cannot write anew.
        """
        return all(version_of(name) in (None, written) for name, written in self.libraries.items())

    def wrong(self, folder: Path) -> list[str]:
        """Noted files that are missing or hold something else."""
        return [name for name, digest in self.files.items() if not _is(folder / name, digest)]


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256_of(path) == digest


def version_of(library: str) -> str | None:
    """The installed version."""
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def read_note(folder: Path) -> Note | None:
    """The note of a folder; None when there is none that can be read."""
    try:
        stored = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        return Note(dict(stored["files"]), dict(stored["libraries"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_note(folder: Path, note: Note) -> None:
    """In one step, so that a reader sees the old one or the new one."""
    partial = folder / f"{NOTE}.{os.getpid()}.partial"
    text = json.dumps({"libraries": note.libraries, "files": dict(sorted(note.files.items()))}, indent=1)
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(folder / NOTE)


def note_folder(folder: Path) -> None:
    """Note everything that an exporter has written."""
    files = {path.relative_to(folder).as_posix(): sha256_of(path) for path in folder.rglob("*") if path.is_file()}
    write_note(folder, Note(files, {name: found for name in EXPORTERS if (found := version_of(name))}))
    (folder / IN_USE).touch()


def is_whole(folder: Path, *, shipped: bool = False) -> bool:
    """Whether a folder holds exactly what was once exported into it, with the libraries that are installed here.

    What is `shipped` was tested as it is, whatever is installed beside it.
    """
    note = read_note(folder)
    current = note is not None and (shipped or note.current)
    return note is not None and current and (folder / IN_USE).exists() and not note.wrong(folder)
