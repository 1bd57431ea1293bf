"""A photo and its words as one picture: the photo first, then a small copy per word with that word's heat."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from app.language.i18n import DEFAULT, translator
from app.render.caption import TYPE, fitted
from app.render.heatmap import overlay, scale_top
from models.results import Pixels, SentenceAttention, WordAttention, WordKind

TILE, NARROWEST = 360, 150  # pixels: the longest side of a photo on the sheet, the least width of a column
_GAP, _LINE = 12, TYPE + 6
_CAPTION = 2 * _LINE
_PAPER, _INK, _GREY = (251, 250, 248), (28, 26, 23), (120, 114, 106)


@dataclass(frozen=True)
class _Tile:
    """A picture and the two lines under it."""

    picture: Image.Image
    lines: tuple[str, str]
    ink: tuple[int, int, int]


def contact_sheet(pixels: Pixels, attention: SentenceAttention) -> bytes:
    """PNG bytes; words that are not judged are left out, those that were not found say so."""
    photo = Image.fromarray(pixels)
    photo.thumbnail((TILE, TILE))
    words = [word for word in attention.words if word.word.kind is WordKind.CONTENT]
    top = scale_top([word.evidence for word in words if word.found])
    tiles = [_Tile(photo, _match(attention), _INK), *(_word_tile(photo, word, top) for word in words)]
    columns = math.ceil(math.sqrt(len(tiles)))
    size = (max(photo.width, NARROWEST), photo.height)
    sheet = Image.new("RGB", _place(size, columns, math.ceil(len(tiles) / columns)), _PAPER)
    for number, tile in enumerate(tiles):
        _put(sheet, tile, _place(size, number % columns, number // columns), size)
    return _png(sheet)


def _match(attention: SentenceAttention) -> tuple[str, str]:
    if attention.match is None:
        return "no match", "no word can be judged"
    return f"match {translator(DEFAULT).sure(attention.match)}", ""


def _word_tile(photo: Image.Image, word: WordAttention, top: float) -> _Tile:
    if not word.found:
        return _Tile(photo, (word.word.text, "not found"), _GREY)
    lit = Image.fromarray(overlay(np.asarray(photo), word.evidence, top))
    return _Tile(lit, (word.word.text, translator(DEFAULT).sure(word.score)), _INK)


def _place(size: tuple[int, int], column: int, row: int) -> tuple[int, int]:
    return _GAP + column * (size[0] + _GAP), _GAP + row * (size[1] + _CAPTION + _GAP)


def _put(sheet: Image.Image, tile: _Tile, place: tuple[int, int], size: tuple[int, int]) -> None:
    x, y = place
    sheet.paste(tile.picture, place)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(tile.lines):
        text, font = fitted(line, size[0])
        overhang = min(font.getbbox(text, anchor="ls")[0], 0)
        # From the baseline: fonts differ in what they keep free above their letters.
        draw.text((x - overhang, y + size[1] + 2 + TYPE + number * _LINE), text, fill=tile.ink, font=font, anchor="ls")


def _png(sheet: Image.Image) -> bytes:
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()
