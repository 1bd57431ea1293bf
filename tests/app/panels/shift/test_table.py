from __future__ import annotations

import numpy as np

from app.panels.shift.table import Table, rounded, whole


def test_a_table_is_csv_with_its_head() -> None:
    assert Table(["a", "b"], [[1, "x, y"], [0.5, None]]).csv() == 'a,b\n1,"x, y"\n0.5,\n'


def test_numbers_are_plain() -> None:
    assert rounded(np.array([1 / 3, 1], np.float32)) == [0.33333, 1.0]
    assert whole(np.array([3, -1])) == [3, -1]
