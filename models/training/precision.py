"""Which precision this machine multiplies faster in.

A processor with instructions for bfloat16 is about twice as fast in it; one without takes fifteen times as long as in
float32 (measured on AVX2 alone: 0.7 against 10 billion operations a second).
"""

from __future__ import annotations

import time
from functools import cache

import torch

SIZE, RUNS = 256, 3


def seconds_of(dtype: torch.dtype) -> float:
    """The fastest of a few matrix products."""
    left, right = torch.randn(2, SIZE, SIZE).to(dtype)
    spent = []
    for _ in range(RUNS):
        began = time.perf_counter()
        left @ right
        spent.append(time.perf_counter() - began)
    return min(spent)


@cache
def faster_dtype() -> torch.dtype:
    """bfloat16 where it is faster, else float32."""
    return min((torch.float32, torch.bfloat16), key=seconds_of)


def autocast(dtype: torch.dtype) -> torch.autocast:
    """The context in which networks compute in this precision; nothing for float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=dtype is torch.bfloat16)
