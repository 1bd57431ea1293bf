"""Reads the safetensors format with numpy alone: serving has no other use for its package.

Eight bytes of length, a JSON header (name -> dtype, shape, offsets), then the arrays one after another.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DTYPES = {"F16": np.float16, "F32": np.float32, "I32": np.int32, "I64": np.int64}
TEXTS = "__metadata__"


def read_arrays(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """All arrays of a file, and its texts; raises KeyError for a type of number that none of ours has."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header: dict[str, Any] = json.loads(content[8 : 8 + length])
    texts: dict[str, str] = header.pop(TEXTS, {})
    return {name: _array(content, 8 + length, told) for name, told in header.items()}, texts


def _array(content: bytes, start: int, told: dict[str, Any]) -> NDArray[Any]:
    low, high = told["data_offsets"]
    values = np.frombuffer(content[start + low : start + high], np.dtype(DTYPES[told["dtype"]]).newbyteorder("<"))
    return values.reshape(told["shape"])
