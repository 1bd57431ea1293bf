"""Files of a tar, by their bare names."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path

from models.errors import InvalidInput


def members(path: Path, wanted: Callable[[str], bool] = lambda _: True) -> dict[str, bytes]:
    """Bare name -> bytes of the tar's wanted files; raises InvalidInput when it cannot be read."""
    try:
        with tarfile.open(path) as tar:
            files = ((Path(member.name).name, member) for member in tar if member.isfile())
            return {name: tar.extractfile(member).read() for name, member in files if wanted(name)}  # type: ignore[union-attr]
    except (OSError, tarfile.TarError) as error:
        raise not_an_archive(path, error, "It must be a tar file.") from error


def not_an_archive(path: Path, error: Exception, hint: str) -> InvalidInput:
    """The error of a tar that is something else."""
    return InvalidInput(f"{path} cannot be measured on: {error}", code="bad_archive", argument="tar", hint=hint)
