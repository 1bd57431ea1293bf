"""Codes of places: the formula, and what the two other orders do to it."""

from __future__ import annotations

import math

import numpy as np

from models.fusion.place_codes import PlaceOrder, ordered_codes, position_codes
from models.fusion.streams import WIDTH


def test_a_code_is_sines_and_cosines_of_the_row_then_of_the_column() -> None:
    codes, quarter = position_codes(3, 5), WIDTH // 4
    for row, col in ((0, 0), (2, 4), (1, 3)):
        for start, place in ((0, (row + 0.5) / 3), (2 * quarter, (col + 0.5) / 5)):
            for channel in (0, 7, quarter - 1):
                angle = place * math.pi * 2 ** (5 * channel / (quarter - 1))
                assert math.isclose(codes[row, col, start + channel], math.sin(angle), abs_tol=1e-5)
                assert math.isclose(codes[row, col, start + quarter + channel], math.cos(angle), abs_tol=1e-5)


def test_shuffling_gives_every_place_another_ones_code_and_leaving_out_gives_none() -> None:
    plain, mixed = ordered_codes(4, 6), ordered_codes(4, 6, PlaceOrder.SHUFFLED)
    np.testing.assert_array_equal(np.unique(plain.reshape(24, -1), axis=0), np.unique(mixed.reshape(24, -1), axis=0))
    assert not np.array_equal(plain, mixed)
    assert not ordered_codes(4, 6, PlaceOrder.NONE).any()
