"""A photo and its words as one picture: the photo first, then a small copy per word with that word's heat."""

from __future__ import annotations

import io
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.render.heatmap import overlay, scale_top
from models.results import Pixels, SentenceAttention, WordAttention, WordKind

TILE = 360  # pixels, the longest side of a photo on the sheet
_GAP, _CAPTION, _TYPE = 12, 30, 18
_PAPER, _INK, _GREY = (251, 250, 248), (28, 26, 23), (120, 114, 106)


def contact_sheet(pixels: Pixels, attention: SentenceAttention) -> bytes:
    """PNG bytes; words that name no thing are left out, those that were not found say so."""
    photo = Image.fromarray(pixels)
    photo.thumbnail((TILE, TILE))
    words = [word for word in attention.words if word.word.kind is WordKind.CONTENT]
    columns = math.ceil(math.sqrt(len(words) + 1))
    rows = math.ceil((len(words) + 1) / columns)
    sheet = Image.new("RGB", _place(photo, columns, rows), _PAPER)
    _put(sheet, photo, (0, 0), f"match {attention.match:.2f}", _INK)
    peak = scale_top([word.evidence for word in words if word.found])
    for number, word in enumerate(words, start=1):
        cell = (number % columns, number // columns)
        _put(sheet, _lit(photo, word, peak), cell, _caption(word), _INK if word.found else _GREY)
    return _png(sheet)


def _place(photo: Image.Image, column: int, row: int) -> tuple[int, int]:
    return _GAP + column * (photo.width + _GAP), _GAP + row * (photo.height + _CAPTION + _GAP)


def _put(sheet: Image.Image, tile: Image.Image, cell: tuple[int, int], text: str, ink: tuple[int, int, int]) -> None:
    x, y = _place(tile, *cell)
    sheet.paste(tile, (x, y))
    font = ImageFont.load_default(_TYPE)
    ImageDraw.Draw(sheet).text((x, y + tile.height + 4), text, fill=ink, font=font)


def _lit(photo: Image.Image, word: WordAttention, peak: float) -> Image.Image:
    if not word.found:
        return photo
    return Image.fromarray(overlay(np.asarray(photo), word.evidence, peak))


def _caption(word: WordAttention) -> str:
    return f"{word.word.text}  {word.score:.2f}" if word.found else f"{word.word.text}  not found"


def _png(sheet: Image.Image) -> bytes:
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()
