"""`attend`: where each word of a sentence looks in a photo, for one pair or for a batch."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.settings import Settings
from models.errors import InvalidArgument

if TYPE_CHECKING:
    from app.commands.reading import Reading

_USE = "python -m app attend PHOTO SENTENCE, or python -m app attend --batch FILE.jsonl --out OUT.jsonl"
_BATCH = (
    'JSON lines {"image": path, "sentence": text, "id": yours}, or a .csv with these columns; - is standard input. '
    "Every line gets an answer or an error; exit status 1 when any line failed."
)


def attend(
    photo: Annotated[Path | None, typer.Argument(help="A photo file; - is standard input.", show_default=False)] = None,
    sentence: Annotated[str | None, typer.Argument(help="What is in it, in English.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every map as JSON.")] = False,
    heads: Annotated[bool, typer.Option("--heads", help="With --json or --batch: every head's own attention.")] = False,
    png: Annotated[Path | None, typer.Option(help="Draw each word's heat over the photo into this file.")] = None,
    batch: Annotated[Path | None, typer.Option(help=_BATCH)] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the answer goes, else printed; - prints too. A batch's .csv has a row a word."),
    ] = None,
) -> None:
    """Where each word of SENTENCE looks in PHOTO."""
    if batch is not None:
        _refuse({"a photo": photo is not None, "--png": png is not None}, "one photo, not --batch")
        _attend_batch(batch, out, heads)
        return
    if photo is None or sentence is None:
        raise InvalidArgument("Name a photo and a sentence.", code="missing_argument", hint=_USE, name="PHOTO")
    _refuse({"--heads": heads and not as_json}, "--json or --batch")
    _refuse({"An --out that is a table": _table(out)}, "--batch")
    _attend(photo, sentence, as_json, heads, png, out)


def _attend_batch(batch: Path, out: Path | None, heads: bool) -> None:
    from app.commands.batch import attend_batch
    from app.commands.reading import load_reader

    _refuse({"--heads": heads and _table(out)}, "JSON lines: a table holds no maps")
    if attend_batch(load_reader(Settings()), batch, out, heads):
        raise typer.Exit(1)


def _attend(photo: Path, sentence: str, as_json: bool, heads: bool, png: Path | None, out: Path | None) -> None:
    from app.commands.reading import load_reader
    from app.render.contact_sheet import contact_sheet

    reading = load_reader(Settings()).read(photo, sentence)
    if png is not None:
        png.write_bytes(contact_sheet(reading.pixels, reading.attention))
    text = _told(reading, as_json, heads) + "\n"
    if out is None or str(out) == "-":
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")


def _told(reading: Reading, as_json: bool, heads: bool) -> str:
    from app.commands.summary import summary
    from app.samples.attention import attention_document

    if as_json:
        return json.dumps(attention_document(reading.attention, heads).as_json())
    return summary(reading.attention)


def _table(path: Path | None) -> bool:
    from app.commands.batch_lines import is_table

    return is_table(path)


def _refuse(given: dict[str, bool], with_what: str) -> None:
    """An option that would do nothing is an error, not a silence."""
    for option in (name for name, is_given in given.items() if is_given):
        raise InvalidArgument(f"{option} goes with {with_what}.", code="unused_option", hint=_USE, argument=option)
