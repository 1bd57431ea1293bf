"""A span's maps as files to take away: the photo with heat, the heat alone, numbers as NPZ and as CSV.

Pictures have the size of the photo as it is kept, upright; tables give each cell its place as shares of the photo.
"""

from __future__ import annotations

import csv
import io

import numpy as np
from PIL import Image

from app.render.heatmap import ROOT, full_heat_png, overlay, scale_top
from models.errors import InvalidArgument
from models.results import Pixels, SentenceAttention
from models.spans import SpanAttention

COLUMNS = ("row", "column", "left", "top", "right", "bottom", "attention", "evidence")
STRENGTH = 80  # per cent


def overlay_file(pixels: Pixels, result: SentenceAttention, span: SpanAttention, strength: int = STRENGTH) -> bytes:
    """PNG: the photo with the heat over it; raises InvalidArgument where nothing was found."""
    lit = overlay(pixels, _painted(span).evidence, _top(result), strength / 100)
    buffer = io.BytesIO()
    Image.fromarray(lit).save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def heat_file(result: SentenceAttention, span: SpanAttention) -> bytes:
    """PNG: the heat alone on a transparent ground; raises InvalidArgument where nothing was found."""
    return full_heat_png(_painted(span).evidence, _top(result), result.width, result.height, ROOT)


def npz_file(result: SentenceAttention, span: SpanAttention) -> bytes:
    """NPZ: `attention` (heads, rows, cols) and `evidence` (rows, cols) of the span, and of each of its words.

    `words` are their texts, `word_scores` their scores, `word_attention` (words, heads, rows, cols) and `word_evidence`
    (words, rows, cols) their maps; `size` is the photo's (width, height).
    """
    words = result.words[span.first : span.last + 1]
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        sentence=np.array(result.sentence),
        text=np.array(span.text),
        size=np.array([result.width, result.height]),
        score=np.array(np.nan if span.score is None else span.score),
        attention=span.attention,
        evidence=span.evidence,
        words=np.array([word.word.text for word in words]),
        word_scores=np.array([word.score for word in words]),
        word_attention=np.stack([word.attention for word in words]),
        word_evidence=np.stack([word.evidence for word in words]),
    )
    return buffer.getvalue()


def csv_file(result: SentenceAttention, span: SpanAttention) -> str:
    """CSV: a row a cell, with its box as shares of the photo's width and height."""
    rows, cols = result.grid
    attention = span.attention.mean(axis=0)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in range(rows):
        for col in range(cols):
            box = (col / cols, row / rows, (col + 1) / cols, (row + 1) / rows)
            values = (f"{attention[row, col]:.7f}", f"{span.evidence[row, col]:.7f}")
            table.writerow((row, col, *(f"{edge:.6f}" for edge in box), *values))
    return text.getvalue()


def _painted(span: SpanAttention) -> SpanAttention:
    """What was not found is never painted."""
    if not span.found:
        raise InvalidArgument(
            f"“{span.text}” was not found in this photo, so it has no heat.",
            code="not_painted",
            hint="Its maps can be had as numbers: NPZ, JSON or CSV.",
            argument="word",
            text=span.text,
        )
    return span


def _top(result: SentenceAttention) -> float:
    return scale_top([word.evidence for word in result.words if word.found])
