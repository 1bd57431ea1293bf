"""Many photos and sentences at once: JSON lines in, JSON lines out, one for one and in order."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import typer

from app.commands.reading import Reader
from app.samples.attention import attention_document
from models.errors import FoveaError, InvalidArgument, InvalidInput

_EVERY = 2.0  # seconds between two lines of progress


def attend_batch(reader: Reader, batch: Path, out: Path | None, heads: bool = False) -> None:
    """Read every line; one that cannot be read becomes {"error": ...} and the rest goes on."""
    lines = _lines(batch)
    failed, said = 0, time.monotonic()
    with _opened(out) as target:
        for number, line in enumerate(lines, start=1):
            answer = _answer(reader, batch.parent, line, heads)
            failed += "error" in answer
            target.write(json.dumps(answer) + "\n")  # ASCII, so that nothing in a sentence ends a line
            if time.monotonic() - said > _EVERY:
                said = time.monotonic()
                typer.echo(f"{number} of {len(lines)} lines", err=True)
    typer.echo(f"{len(lines)} lines, {failed} of them with an error", err=True)


def _answer(reader: Reader, folder: Path, line: str, heads: bool) -> dict[str, Any]:
    try:
        image, sentence = _request(line)
        reading = reader.read(_find(image, folder), sentence)
        return attention_document(reading.attention, heads).as_json()
    except FoveaError as error:
        fields = {"message": error.message, "hint": error.hint, "argument": error.argument, "code": error.code}
        return {"error": fields}


def _request(line: str) -> tuple[str, str]:
    try:
        request = json.loads(line)
        image, sentence = request["image"], request["sentence"]
        if isinstance(image, str) and isinstance(sentence, str):
            return image, sentence
    except (ValueError, KeyError, TypeError):
        pass
    hint = 'A line is {"image": path, "sentence": text}.'
    raise InvalidInput("The line cannot be read.", code="bad_line", hint=hint)


def _find(image: str, folder: Path) -> Path:
    """Beside the batch file, or where the command runs."""
    beside = folder / image
    return beside if beside.exists() else Path(image)


def _lines(batch: Path) -> list[str]:
    try:
        return [line for line in batch.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        hint = 'It should be a text file of JSON lines {"image": path, "sentence": text}.'
        message = f"{batch} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}."
        raise InvalidArgument(message, code="no_file", hint=hint, argument="batch") from None


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
    else:
        with out.open("w", encoding="utf-8") as target:
            yield target
