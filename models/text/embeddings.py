"""MiniLM's table of word pieces: what stands for each piece before any layer has read the others."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.results import FloatArray

TABLE = "embeddings.word_embeddings.weight"


def embedded(ids: NDArray[np.int64]) -> FloatArray:
    """(T,) ids -> (T, 384) rows of the table. Imports no torch."""
    return np.stack([_row(int(each)) for each in ids])


@cache
def _row(piece: int) -> FloatArray:
    from safetensors import safe_open

    from models.text.minilm_files import package_file

    with safe_open(package_file("model.safetensors"), framework="numpy") as stored:
        return np.asarray(stored.get_slice(TABLE)[piece], np.float32)
