"""Training computes in what this machine is fast at."""

from __future__ import annotations

import pytest
import torch

from models.training import precision


@pytest.mark.parametrize("fast", [torch.float32, torch.bfloat16])
def test_the_faster_one_is_taken(fast: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "seconds_of", lambda dtype: 1.0 if dtype is fast else 2.0)
    assert precision.faster_dtype.__wrapped__() is fast


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_product_comes_out_in_it(dtype: torch.dtype) -> None:
    layer = torch.nn.Linear(4, 4)
    with torch.no_grad(), precision.autocast(dtype):
        assert layer(torch.ones(1, 4)).dtype is dtype
    assert precision.seconds_of(dtype) > 0
