from __future__ import annotations

import numpy as np
import pytest

from app.panels.layers.numbers import grouped, short, value, value_rows


@pytest.mark.parametrize(
    ("told", "expected"),
    [(grouped(50_176), "50,176"), (short(50_176), "50.2 k"), (short(3.85e8), "385 M"), (value(-0.01234), "−0.0123")],
)
def test_people_read_three_digits(told: str, expected: str) -> None:
    assert told == expected


def test_programs_read_five_digits() -> None:
    assert value_rows(np.array([[1 / 3, 123456.7]], np.float32)) == [[0.33333, 123460.0]]
