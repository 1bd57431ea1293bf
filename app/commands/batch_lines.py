"""The lines of a batch: JSON lines or a CSV table in, one request or one problem each."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from models.errors import FoveaError, InvalidArgument, InvalidInput

STANDARD = Path("-")  # standard input or output
_LINE = 'A line is {"image": path, "sentence": text}, with an "id" of your own if you like.'
_FIELDS = ("image", "sentence")


@dataclass(frozen=True)
class BatchLine:
    """What one line asks; with a problem where it cannot be read."""

    number: int  # counted from 1, blank lines and a table's heading included
    image: str | None = None
    sentence: str | None = None
    id: Any = None  # whatever the caller wrote, handed back as it is
    problem: FoveaError | None = None


def read_lines(batch: Path) -> Iterator[BatchLine | None]:
    """The lines of a batch file in order, None for a blank one; raises InvalidArgument when there is no such file."""
    with _opened(batch) as stream:
        yield from _table(stream) if is_table(batch) else _json_lines(stream)


def is_table(path: Path | None) -> bool:
    """Whether a file's name says that it is CSV."""
    return path is not None and path.suffix.lower() == ".csv"


@contextmanager
def _opened(batch: Path) -> Iterator[BinaryIO]:
    if batch == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        content = batch.read_bytes()
    except (OSError, ValueError) as error:
        message = f"{batch} cannot be read: {getattr(error, 'strerror', None) or error}."
        raise InvalidArgument(message, code="no_file", hint=_LINE, argument="batch") from None
    yield io.BytesIO(content)


def _json_lines(stream: BinaryIO) -> Iterator[BatchLine | None]:
    for number, raw in enumerate(stream, start=1):
        line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        yield _json_line(number, line) if line.strip() else None


def _json_line(number: int, line: bytes) -> BatchLine:
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return BatchLine(number, problem=_bad_line("The line is not UTF-8 text."))
    except (ValueError, RecursionError):
        return BatchLine(number, problem=_bad_line("The line is not JSON."))
    if not isinstance(fields, dict):
        return BatchLine(number, problem=_bad_line("The line is JSON, but no object."))
    return _request(number, fields)


def _request(number: int, fields: Mapping[str, Any]) -> BatchLine:
    image, sentence = (fields.get(name) for name in _FIELDS)
    texts = [value if isinstance(value, str) else None for value in (image, sentence)]
    missing = next((name for name, text in zip(_FIELDS, texts, strict=True) if text is None), None)
    problem = _bad_line(f'The line has no text for "{missing}".', missing) if missing else None
    return BatchLine(number, texts[0], texts[1], fields.get("id"), problem)


def _table(stream: BinaryIO) -> Iterator[BatchLine | None]:
    """Rows of a CSV table whose heading names image and sentence; bytes that are not UTF-8 spoil their row alone."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    reader = csv.reader(text)
    heading = [name.strip().lower() for name in next(reader, [])]
    if not {*_FIELDS} <= {*heading}:
        message = f"The table's heading lacks {' or '.join(name for name in _FIELDS if name not in heading)}."
        raise InvalidArgument(message, code="bad_table", hint="Its first row is: image,sentence,id", argument="batch")
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield BatchLine(number, problem=_bad_line(f"The row cannot be read: {error}."))
            continue
        if row is None:
            return
        yield _row(number, dict(zip(heading, row, strict=False))) if any(row) else None


def _row(number: int, fields: Mapping[str, str]) -> BatchLine:
    request = _request(number, fields)
    if any("\udc80" <= character <= "\udcff" for text in fields.values() for character in text):
        return BatchLine(number, None, None, request.id, _bad_line("The row is not UTF-8 text."))
    return request


def _bad_line(message: str, argument: str | None = None) -> InvalidInput:
    return InvalidInput(message, code="bad_line", hint=_LINE, argument=argument)
