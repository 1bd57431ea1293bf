"""A JPEG without what is not picture: metadata, thumbnails, profiles, what follows its end. Nothing is decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
_PICTURE = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD, _SCAN}  # baseline or progressive frame, Huffman and quantisation tables, ...
_SAID = {0xFE, *range(0xE0, 0xF0)}  # comments and application segments: what is said about the picture
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_NEXT = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # in a scan FF00 is a byte of it, FFD0 to FFD7 restart it


def plain_jpeg(content: bytes) -> bytes | None:
    """The same picture, bit by bit, in a plain file; None where that is no ordinary JPEG (ITU-T T.81, B.1)."""
    if not content.startswith(_START):
        return None
    try:
        return _START + b"".join(_segments(content)) + _END
    except (ValueError, IndexError):
        return None


def _segments(content: bytes) -> Iterator[bytes]:
    """The segments to keep, up to the end marker; ValueError or IndexError where the file is not as it should be."""
    at = len(_START)
    while content[at : at + 2] != _END:
        marker, end = content[at + 1], at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if content[at] != 0xFF or marker not in _PICTURE | _SAID or not at + 4 <= end <= len(content):
            raise ValueError(at)
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        yield content[at:end] if marker in _PICTURE else _colour_hint(content[at:end])
        at = end


def _end_of_scan(content: bytes, start: int) -> int:
    found = _NEXT.search(content, start)
    if found is None:
        raise ValueError(start)
    return found.start()


def _colour_hint(segment: bytes) -> bytes:
    """Of what is said about a picture only what its colours are coded in: that it is JFIF, or Adobe's transform."""
    if segment.startswith(b"\xff\xe0") and segment[4:9] == b"JFIF\0":
        return _JFIF
    if segment.startswith(b"\xff\xee") and segment[4:9] == b"Adobe" and len(segment) == 16:
        return segment
    return b""
