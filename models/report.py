"""A sentence's attention as plain JSON: what the command line prints and the HTTP API answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.results import FloatArray, SentenceAttention, WordAttention

DECIMALS = 7  # a cell of a 28 x 28 map holds 0.0013 on average: four digits of it


def attention_json(result: SentenceAttention, heads: bool = False) -> dict[str, Any]:
    """The JSON of one photo and one sentence; maps are rows of columns over the whole upright photo.

    `attention` is the mean over heads and sums to 1; `heads` adds every head's own map, (heads, rows, columns).
    """
    return {
        "image": {"width": result.width, "height": result.height},
        "sentence": result.sentence,
        "match": None if result.match is None else _number(result.match),
        "grid": list(result.grid),
        "threshold": _number(result.threshold),
        "cut_at": result.cut_at,
        "words": [_word_json(word, heads) for word in result.words],
    }


def _word_json(word: WordAttention, heads: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "text": word.word.text,
        "start": word.word.start,
        "end": word.word.end,
        "kind": word.word.kind.value,
        "negated": word.word.negated,
        "score": _number(word.score),
        "found": bool(word.found),
        "attention": _rounded(word.attention.mean(axis=0)),
        "evidence": _rounded(word.evidence),
    }
    return fields | {"heads": _rounded(word.attention)} if heads else fields


def _number(value: float) -> float:
    return round(float(value), DECIMALS)


def _rounded(array: FloatArray) -> list[Any]:
    """Nested lists; as float64, so that a number prints with no more digits than it was rounded to."""
    rows: list[Any] = np.round(array.astype(np.float64), DECIMALS).tolist()
    return rows
