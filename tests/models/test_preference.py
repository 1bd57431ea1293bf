"""The three answers to a swap, by the difference of logits."""

from __future__ import annotations

import numpy as np
import pytest

from models.fusion.preference import NO_DIFFERENCE, Preference, match_of, preference


@pytest.mark.parametrize("true", [-6.0, 0.0, 6.0])
def test_the_answer_is_the_same_at_1_at_50_and_at_99_per_cent(true: float) -> None:
    assert preference(true, true - 2 * NO_DIFFERENCE) is Preference.TRUE
    assert preference(true, true + 2 * NO_DIFFERENCE) is Preference.WRONG
    for little in (-0.9, 0.0, 0.9):
        assert preference(true, true + little * NO_DIFFERENCE) is Preference.NEITHER


def test_turning_the_pair_around_turns_the_answer_around() -> None:
    assert preference(1, -1) is Preference.TRUE
    assert preference(-1, 1) is Preference.WRONG


def test_a_match_is_the_sigmoid_of_its_logit_also_far_out() -> None:
    logits = np.array([-200, -3, 0, 3, 200], np.float32)
    np.testing.assert_allclose(match_of(logits), [0, 0.0474, 0.5, 0.9526, 1], atol=1e-4)
