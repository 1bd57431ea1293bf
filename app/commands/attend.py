"""`attend`: where each word of a sentence looks in a photo, for one pair or for a batch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.settings import Settings
from models.errors import InvalidArgument

if TYPE_CHECKING:
    from app.commands.reading import Reading


def attend(
    photo: Annotated[Path | None, typer.Argument(help="A photo file.", show_default=False)] = None,
    sentence: Annotated[str | None, typer.Argument(help="What is in it, in English.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every map as JSON.")] = False,
    heads: Annotated[bool, typer.Option("--heads", help="With --json or --batch: every head's own attention.")] = False,
    png: Annotated[Path | None, typer.Option(help="Draw each word's heat over the photo into this file.")] = None,
    batch: Annotated[Path | None, typer.Option(help='JSON lines {"image": path, "sentence": text}.')] = None,
    out: Annotated[Path | None, typer.Option(help="With --batch: where its JSON lines go; else printed.")] = None,
) -> None:
    """Where each word of SENTENCE looks in PHOTO."""
    from app.commands.reading import load_reader

    if batch is not None:
        from app.commands.batch import attend_batch

        attend_batch(load_reader(Settings()), batch, out, heads)
        return
    if photo is None or sentence is None:
        hint = "python -m app attend PHOTO SENTENCE, or python -m app attend --batch FILE.jsonl --out OUT.jsonl"
        raise InvalidArgument("Name a photo and a sentence.", code="missing_argument", hint=hint, name="PHOTO")
    _attend(load_reader(Settings()).read(photo, sentence), as_json, heads, png)


def _attend(reading: Reading, as_json: bool, heads: bool, png: Path | None) -> None:
    from app.commands.summary import summary
    from app.render.contact_sheet import contact_sheet
    from app.samples.attention import attention_document

    if png is not None:
        png.write_bytes(contact_sheet(reading.pixels, reading.attention))
    print(json.dumps(attention_document(reading.attention, heads).as_json()) if as_json else summary(reading.attention))
