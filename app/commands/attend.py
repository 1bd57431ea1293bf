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
    from models.spans import SpanAttention

_USE = "python -m app attend PHOTO SENTENCE, or python -m app attend --batch FILE.jsonl --out OUT.jsonl"
_BATCH = (
    'JSON lines {"image": path, "sentence": text, "id": yours}, or a .csv with these columns; - is standard input. '
    "Every line gets an answer or an error; exit status 1 when any line failed."
)


def attend(
    photo: Annotated[Path | None, typer.Argument(help="A photo file; - is standard input.", show_default=False)] = None,
    sentence: Annotated[
        str | None, typer.Argument(help="What is in it, in English or Chinese.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every map as JSON.")] = False,
    heads: Annotated[bool, typer.Option("--heads", help="With --json or --batch: every head's own attention.")] = False,
    of: Annotated[
        str | None,
        typer.Option(help="A part of SENTENCE to read as one, such as 'green eyes'; else the whole sentence."),
    ] = None,
    png: Annotated[Path | None, typer.Option(help="Draw each word's heat over the photo into this file.")] = None,
    overlay: Annotated[Path | None, typer.Option(help="PNG: the photo with the heat, at the photo's size.")] = None,
    heat: Annotated[Path | None, typer.Option(help="PNG: the heat alone on a transparent ground.")] = None,
    npz: Annotated[Path | None, typer.Option(help="NPZ: every head's map, as numpy arrays.")] = None,
    csv: Annotated[Path | None, typer.Option(help="CSV: a row for each cell of the map.")] = None,
    batch: Annotated[Path | None, typer.Option(help=_BATCH)] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the answer goes, else printed; - prints too. A batch's .csv has a row a word."),
    ] = None,
) -> None:
    """Where each word of SENTENCE looks in PHOTO."""
    files = {"--png": png, "--overlay": overlay, "--heat": heat, "--npz": npz, "--csv": csv}
    taken = {option: path for option, path in files.items() if path is not None}
    if batch is not None:
        given = {"a photo": photo is not None, "--of": of is not None, **dict.fromkeys(taken, True)}
        _refuse(given, "one photo, not --batch")
        _attend_batch(batch, out, heads)
        return
    if photo is None or sentence is None:
        raise InvalidArgument("Name a photo and a sentence.", code="missing_argument", hint=_USE, name="PHOTO")
    _refuse({"--heads": heads and not as_json}, "--json or --batch")
    _refuse({"--heads": heads and of is not None}, "--json of all words, not --of")
    _refuse({"An --out that is a table": _table(out)}, "--batch")
    _refuse_same(taken if out is None else taken | {"--out": out})
    _attend(photo, sentence, as_json, heads, of, taken, out)


def _attend_batch(batch: Path, out: Path | None, heads: bool) -> None:
    from app.commands.batch import attend_batch
    from app.commands.reading import load_reader

    _refuse({"--heads": heads and _table(out)}, "JSON lines: a table holds no maps")
    if attend_batch(load_reader(Settings()), batch, out, heads):
        raise typer.Exit(1)


def _attend(
    photo: Path, sentence: str, as_json: bool, heads: bool, of: str | None, files: dict[str, Path], out: Path | None
) -> None:
    from app.commands.reading import load_reader
    from models.spans import find_span, read_whole

    reading = load_reader(Settings()).read(photo, sentence)
    span = read_whole(reading.attention) if of is None else find_span(reading.attention, of)
    contents = {option: _content(option, reading, span) for option in files}  # all of them, before any is written
    for option, path in files.items():
        path.write_bytes(contents[option])
    text = _told(reading, as_json, heads, None if of is None else span) + "\n"
    if out is None or str(out) == "-":
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")


def _content(option: str, reading: Reading, span: SpanAttention) -> bytes:
    """What stands in the file of an option."""
    from app.render import span_files
    from app.render.contact_sheet import contact_sheet

    if option == "--png":
        return contact_sheet(reading.pixels, reading.attention)
    if option == "--overlay":
        return span_files.overlay_file(reading.pixels, reading.attention, span)
    if option == "--heat":
        return span_files.heat_file(reading.attention, span)
    if option == "--npz":
        return span_files.npz_file(reading.attention, span)
    return span_files.csv_file(reading.attention, span).encode()


def _told(reading: Reading, as_json: bool, heads: bool, span: SpanAttention | None) -> str:
    from app.commands.summary import span_line, summary
    from app.panels.words.document import span_document
    from app.samples.attention import attention_document

    if as_json:
        result = reading.attention
        return json.dumps((span_document(result, span) if span else attention_document(result, heads)).as_json())
    return summary(reading.attention) + (f"\n\n{span_line(span)}" if span else "")


def _table(path: Path | None) -> bool:
    from app.commands.batch_lines import is_table

    return is_table(path)


def _refuse(given: dict[str, bool], with_what: str) -> None:
    """An option that would do nothing is an error, not a silence."""
    for option in (name for name, is_given in given.items() if is_given):
        raise InvalidArgument(f"{option} goes with {with_what}.", code="unused_option", hint=_USE, argument=option)


def _refuse_same(files: dict[str, Path]) -> None:
    """Two answers in one file would lose the first."""
    seen: dict[Path, str] = {}
    for option, path in files.items():
        other = seen.setdefault(path.absolute(), option)
        if other != option and str(path) != "-":
            message = f"{other} and {option} name the same file, {path}."
            raise InvalidArgument(message, code="same_file", hint="Give each a file of its own.", argument=option)
