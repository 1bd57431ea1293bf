"""The answers of a batch: JSON lines, or a CSV table with a row a word."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

from app.commands.batch_lines import STANDARD, BatchLine, is_table
from app.samples.attention import attention_document
from models.errors import FoveaError
from models.pointing import brightest_place
from models.results import SentenceAttention, WordAttention

COLUMNS = (
    "line", "id", "image", "sentence", "match", "word", "start", "end", "kind", "negated", "score", "found", "x", "y",
    "error", "message", "read_as",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What one line got: an attention, or an error."""

    line: BatchLine
    attention: SentenceAttention | None
    error: FoveaError | None


class AnswerWriter(Protocol):
    """Where answers go, one by one."""

    def write(self, answer: Answer) -> None:
        """One more answer; it is on its way before the next line is read."""


@contextmanager
def writer_to(out: Path | None, heads: bool) -> Iterator[AnswerWriter]:
    """JSON lines, or CSV where the file's name says so; None and `-` are standard output."""
    if out is None or out == STANDARD:
        yield JsonLines(sys.stdout, heads)
        return
    # backslashreplace: half a surrogate pair in somebody's path must not end the run
    with out.open("w", encoding="utf-8", errors="backslashreplace", newline="" if is_table(out) else None) as target:
        yield TableRows(target) if is_table(out) else JsonLines(target, heads)


class JsonLines:
    """A JSON object a line, in ASCII, so that nothing in a sentence ends a line."""

    def __init__(self, target: TextIO, heads: bool) -> None:
        self.target, self.heads = target, heads

    def write(self, answer: Answer) -> None:
        """The line's number, the caller's id, the image's path, and the maps or the error."""
        self.target.write(json.dumps(_document(answer, self.heads)) + "\n")
        self.target.flush()


class TableRows:
    """A row a word with the place it looks at most, as shares of the photo; a row for a line with an error."""

    def __init__(self, target: TextIO) -> None:
        self.target, self.rows = target, csv.DictWriter(target, COLUMNS, lineterminator="\n")
        self.rows.writeheader()

    def write(self, answer: Answer) -> None:
        """The rows of one answer."""
        line = answer.line
        shared = {"line": line.number, "id": _cell(line.id), "image": line.image, "sentence": line.sentence}
        if answer.error is not None:
            self.rows.writerow(shared | {"error": answer.error.code, "message": answer.error.message})
        elif answer.attention is not None:
            match = answer.attention.match
            shared["match"] = None if match is None else round(match, 4)
            self.rows.writerows(shared | _word(word) for word in answer.attention.words)
        self.target.flush()


def _document(answer: Answer, heads: bool) -> dict[str, Any]:
    line = answer.line
    if answer.attention is not None:
        fields = attention_document(answer.attention, heads).as_json()
        fields["image"] = {"path": line.image, **fields["image"]}
    else:
        fields = {"image": {"path": line.image}, "sentence": line.sentence, "error": _error(answer.error)}
    return {"line": line.number, "id": line.id, **fields}


def _error(error: FoveaError | None) -> dict[str, Any]:
    return {name: getattr(error, name) for name in ("message", "hint", "argument", "code")}


def _word(word: WordAttention) -> dict[str, Any]:
    spot = brightest_place(word.evidence) if word.found else (None, None)
    return {
        "word": word.word.text,
        "start": word.word.start,
        "end": word.word.end,
        "kind": word.word.kind.value,
        "negated": int(word.word.negated),
        "score": round(word.score, 4),
        "found": int(word.found),
        "x": None if spot[0] is None else round(spot[0], 4),
        "y": None if spot[1] is None else round(spot[1], 4),
        "read_as": word.word.read_as or None,
    }


def _cell(value: Any) -> Any:  # whatever the caller wrote
    return json.dumps(value) if isinstance(value, dict | list) else value
