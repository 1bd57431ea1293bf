"""Words' maps under the shift, with a fake of the words' models whose maps follow brightness."""

from __future__ import annotations

import numpy as np
import pytest

from models.shift_results import Axis, MoveMode
from models.word_shifts import SHIFTS, word_shifts
from tests.fakes import FakeAttender


@pytest.mark.parametrize("mode", MoveMode)
def test_every_found_word_is_followed_at_every_shift(mode: MoveMode) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (60, 100, 3), dtype=np.uint8)
    parts = list(word_shifts(FakeAttender(), photo, "a cat on a blue sofa", mode, Axis.ACROSS, (-8, 0, 8)))
    assert len(parts) == 3
    for word in parts[-1]:
        assert list(word.shifts) == [-8, 0, 8]
        assert word.cosines[1] == pytest.approx(1, abs=1e-5)
        assert ((word.scores >= 0) & (word.scores <= 1)).all()


def test_shifts_are_the_same_share_of_the_photo_as_at_224_pixels() -> None:
    assert (min(SHIFTS), max(SHIFTS)) == (-64, 64)
    assert 0 in SHIFTS
