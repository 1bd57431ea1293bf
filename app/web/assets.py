"""Static files under an address that carries a hash of them all, so that browsers may keep them for ever.

One hash for the whole folder, as a folder of its own in the address: scripts import each other by relative names.
The style sheets are sent as one: 28 answers less in a first visit, and a third less once packed.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from app.places import site_folder

STATIC = site_folder("static")
_HASH_LENGTH = 12

# In the order of the cascade; what lies below css/panels follows.
SHEETS = tuple("tokens base parts figures ask stage overlay panel charts glossary tour share access".split())
ALL_SHEETS = "css/all.css"


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
        if name not in self._files and name != ALL_SHEETS:
            raise KeyError(name)
        return f"{self._prefix}/{self.hash}/{name}"

    def below(self, folder: str, ending: str) -> tuple[str, ...]:
        """Names of the files in a folder and the folders in it: `below("css/panels", ".css")`."""
        return tuple(name for name in self._files if name.startswith(f"{folder}/") and name.endswith(ending))

    @cached_property
    def sheet(self) -> bytes:
        """All style sheets of a page, those of the panels last."""
        names = [*(f"css/{name}.css" for name in SHEETS), *self.below("css/panels", ".css")]
        return b"\n".join(self._files[name].read_bytes() for name in names)

    def is_sheet(self, address: str) -> bool:
        """Whether an address is that of all style sheets."""
        return address == f"{self.hash}/{ALL_SHEETS}"

    def path(self, address: str) -> Path | None:
        """The file behind `0a1b2c3d4e5f/css/fovea.css`; only files that were there at the start, only this hash."""
        first, _, name = address.partition("/")
        return self._files.get(name) if first == self.hash else None


def _hash(files: dict[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in files.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_HASH_LENGTH]
