"""Whether a file can hold weights at all: its first bytes and its table of contents. Imports no torch."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from models.backbones.bad_weights import unreadable

_PICKLE = b"\x80"  # what torch wrote before version 1.6
_LENGTH = 8  # bytes of the length of a safetensors' header
_LONGEST = 100_000_000  # bytes of such a header that the format allows


def glance_at(path: Path) -> None:
    """Raises InvalidArgument for a file that is neither .safetensors nor what torch.save writes, whatever its name."""
    wrong = _wrong_safetensors(path) if path.suffix == ".safetensors" else _wrong_pth(path)
    if wrong:
        raise unreadable(path.name, wrong)


def _wrong_pth(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_PICKLE) or zipfile.is_zipfile(path):
        return ""
    return "BadZipFile" if start == b"PK\x03\x04" else "neither ZIP nor pickle"


def _wrong_safetensors(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH), "little")
        if size < _LENGTH or length > min(size - _LENGTH, _LONGEST):
            return "HeaderTooLarge"
        try:
            header = json.loads(file.read(length))
            ends = [row["data_offsets"][1] for name, row in header.items() if name != "__metadata__"]
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return "InvalidHeader"
    return "" if max(ends, default=0) == size - _LENGTH - length else "MetadataIncompleteBuffer"
