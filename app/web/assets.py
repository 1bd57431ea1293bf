"""Static files under an address that carries a hash of them all, so that browsers may keep them for ever.

One hash for the whole folder, as a folder of its own in the address: scripts import each other by relative names.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.places import site_folder

STATIC = site_folder("static")
_HASH_LENGTH = 12


class Assets:
    """`url("css/fovea.css")` -> `/static/0a1b2c3d4e5f/css/fovea.css`, and back from there to the file."""

    def __init__(self, folder: Path = STATIC, prefix: str = "/static") -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
        }
        self.hash = _hash(self._files)
        self._prefix = prefix

    def url(self, name: str) -> str:
        """The address of a file in static/; KeyError if there is none, so that a wrong name fails in a test."""
        if name not in self._files:
            raise KeyError(name)
        return f"{self._prefix}/{self.hash}/{name}"

    def below(self, folder: str, ending: str) -> tuple[str, ...]:
        """Names of the files in a folder and the folders in it: `below("css/panels", ".css")`."""
        return tuple(name for name in self._files if name.startswith(f"{folder}/") and name.endswith(ending))

    def path(self, address: str) -> Path | None:
        """The file behind `0a1b2c3d4e5f/css/fovea.css`; only files that were there at the start, only this hash."""
        first, _, name = address.partition("/")
        return self._files.get(name) if first == self.hash else None


def _hash(files: dict[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in files.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_HASH_LENGTH]
