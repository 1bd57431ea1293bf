"""MiniLM's table of word pieces: what stands for each piece before any layer has read the others."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.engine.exports.cache import SHIPPED
from models.engine.tensors import place_from
from models.results import FloatArray

TABLE = "embeddings.word_embeddings.weight"
PLACE = "word_pieces.json"  # in SHIPPED: where the table lies among the packed constants


def embedded(ids: NDArray[np.int64]) -> FloatArray:
    """(T,) ids -> (T, 384) rows of the table. Imports no torch."""
    return np.stack([_row(int(each)) for each in ids])


def rounded(rows: FloatArray) -> FloatArray:
    """As the text stream has them, see `models.text.minilm.load`."""
    return np.asarray(rows, np.float16).astype(np.float32)


@cache
def _row(piece: int) -> FloatArray:
    shipped = SHIPPED / PLACE
    if shipped.exists():  # then the package of the weights need not be installed
        table = place_from(SHIPPED, *json.loads(shipped.read_text(encoding="utf-8"))).read()
        return np.array(table[piece], np.float32)
    from safetensors import safe_open

    from models.text.minilm_files import package_file

    with safe_open(package_file("model.safetensors"), framework="numpy") as stored:
        return rounded(stored.get_slice(TABLE)[piece])
