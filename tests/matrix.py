"""Long lists of kinds: some of them in every run, all of them where everything is checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def thorough_after(count: int, kinds: Iterable[Any]) -> list[Any]:
    """The first `count` values of one argument; the others are `thorough`: only make check tries them."""
    return thorough_rows_after(count, ((kind,) for kind in kinds))


def thorough_rows_after(count: int, rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """The same for several arguments at once."""
    return [
        pytest.param(*row, marks=pytest.mark.thorough if number >= count else ()) for number, row in enumerate(rows)
    ]
