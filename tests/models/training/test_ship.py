"""The bars accept the shares of right words that they are told, of words that mean a class and of the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.fusion.cross_attention import CrossAttention
from models.training import textbank
from models.training.looks import Looks, keep, read_looks
from models.training.ship import (
    OF_CLASS,
    OF_NO_CLASS,
    SplitScores,
    calibrated,
    class_bar,
    score_split,
    shares,
    with_bar,
)

WORDS, PHOTOS = 5, 200


def scores(seed: int) -> SplitScores:
    """Two of five words mean a class, whose presence lies elsewhere."""
    rng = np.random.default_rng(seed)
    caption_of = np.repeat(np.arange(PHOTOS), WORDS)
    own = caption_of[:, None] == np.arange(PHOTOS)
    named = np.tile([0.95, 1.0, 0.0, 0.02, 0.0], PHOTOS).astype(np.float32)
    presence = rng.normal(size=own.shape) + 3 * own + 2 * named[:, None]
    yes = np.ones(len(caption_of), bool)
    return SplitScores(presence.astype(np.float32), 0 * named, caption_of, yes, yes, ~own, named)


def bars_of(model: CrossAttention) -> Tensor:
    last = model.text.trust[3]
    assert isinstance(last, nn.Linear)
    return last.bias


def bar_of(model: CrossAttention) -> float:
    return float(bars_of(model)[1].detach())


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(3))
def test_the_shares_that_are_told_are_accepted(seed: int) -> None:
    model = CrossAttention().eval()
    before = bar_of(model)
    raised = with_bar(model, scores(seed))
    found = shares(raised, calibrated(raised))
    assert found["accepted_of_class"] == pytest.approx(OF_CLASS, abs=0.01)
    assert found["accepted_of_no_class"] == pytest.approx(OF_NO_CLASS, abs=0.01)
    assert bar_of(model) - before == pytest.approx(class_bar(scores(seed)), abs=1e-4)


def test_bars_that_are_right_stay() -> None:
    model = CrossAttention().eval()
    assert class_bar(with_bar(model, scores(0))) == pytest.approx(0, abs=0.03)


def test_a_higher_bar_is_that_much_less_presence_of_a_class_alone() -> None:
    torch.manual_seed(0)
    model, captions = CrossAttention().eval(), (("a dog on grass",), ("two cats",))
    rng = np.random.default_rng(0)
    keys, values = (rng.normal(size=(2, 4, 784, 64)).astype(np.float16) for _ in range(2))
    looks = Looks(captions, keys, values, rng.random((2, 80, 784)).astype(np.float16))
    bank = textbank.build([texts[0] for texts in captions])
    before = score_split(model, captions, bank, looks.photos())
    with torch.no_grad():
        bars_of(model)[1] += 0.5
    after = score_split(model, captions, bank, looks.photos())
    np.testing.assert_allclose(
        before.presence - after.presence, 0.5 * before.named[:, None] + 0 * after.presence, atol=1e-3
    )


def test_looks_are_read_as_they_were_kept(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    looks = Looks((("a dog", "a puppy"), ("a cat",)), *(rng.random((2, 3, 4)).astype(np.float16) for _ in range(3)))
    keep(tmp_path, looks)
    again = read_looks(tmp_path)
    assert again.captions == looks.captions
    np.testing.assert_array_equal(again.classes, looks.classes)
    assert [side.shape for side in next(again.photos())] == [(3, 4)] * 3
