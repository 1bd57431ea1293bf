"""The place loss: the map that it reads is the page's, and what it teaches is to look at the thing."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.reading import word_maps
from models.fusion.strategy import AttentionKind
from models.training.fusion_places.__main__ import Lesson, Training
from models.training.fusion_places.align import Sayings
from models.training.fusion_places.batches import Sampler
from models.training.fusion_places.looks import looks_of
from models.training.fusion_places.place_loss import map_rows, place_loss
from models.training.fusion_places.pointed import blind, held_words, pointing
from tests.models.training.fusion_places.tiny import RECIPE, planted

SIDE, TOKENS = 4, 6
SIZES = {"words": TOKENS, "places": SIDE**2, "joint": 1 + SIDE**2 + TOKENS, "joint_bare": SIDE**2 + TOKENS}
KINDS = sorted({(kind.queries, kind.keys) for strategy in STRATEGIES for kind in strategy.attention_kinds})
QUICK = "cross_words"
ATTENDING = [
    pytest.param(strategy.name, marks=() if strategy.name == QUICK else pytest.mark.thorough)
    for strategy in STRATEGIES
    if strategy.attention_kinds
]


@pytest.mark.parametrize(("queries", "keys"), KINDS)
def test_the_map_is_the_one_that_the_page_shows(queries: str, keys: str) -> None:
    generator = torch.Generator().manual_seed(0)
    attention = torch.rand(3, 2, 4, SIZES[queries], SIZES[keys], generator=generator).softmax(-1)
    pairs, pooling = torch.tensor([2, 0, 2]), torch.zeros(3, TOKENS)
    pooling[0, 1] = pooling[1, 2] = 1
    pooling[2, 3:5] = 0.5
    rows = map_rows(AttentionKind("any", queries, keys), attention, pairs, pooling)
    for row, pair, words in zip(rows, pairs, pooling, strict=True):
        shown = word_maps(((queries, keys),), (attention[pair].numpy(),), words[None].numpy(), (SIDE, SIDE))
        assert shown is not None
        np.testing.assert_allclose(row.numpy(), shown[0].ravel(), atol=1e-6)


def test_the_loss_is_minus_the_log_of_what_lies_inside() -> None:
    attention = torch.tensor([[[[[0.1, 0.2, 0.3, 0.4]]]]])
    kind, one = AttentionKind("any", "words", "places"), torch.tensor([0])
    for inside, share in (([0.0, 0.0, 0.5, 1.0], 0.55), ([1.0, 1.0, 1.0, 1.0], 1.0)):
        loss = place_loss((kind,), (attention,), one, torch.ones(1, 1), (torch.tensor([inside]),))
        assert float(loss) == pytest.approx(-math.log(share), abs=1e-6)


def test_every_scale_counts_by_itself() -> None:
    kinds = [AttentionKind(name, "words", "places") for name in ("fine", "coarse")]
    fine, coarse = torch.full((1, 1, 1, 1, 4), 0.25), torch.ones(1, 1, 1, 1, 1)
    inside = (torch.tensor([[1.0, 0, 0, 0]]), torch.tensor([[0.25]]))
    loss = place_loss(kinds, (fine, coarse), torch.tensor([0]), torch.ones(1, 1), inside)
    assert float(loss) == pytest.approx(-math.log(0.25))


def test_without_words_or_attention_there_is_no_loss() -> None:
    none = torch.zeros(0, dtype=torch.int64)
    assert float(place_loss((), (), none, torch.zeros(0, 3), ())) == 0
    kind = AttentionKind("any", "words", "places")
    assert float(place_loss((kind,), (torch.ones(1, 1, 1, 3, 4),), none, torch.zeros(0, 3), (torch.zeros(0, 4),))) == 0


@pytest.mark.parametrize("name", ATTENDING)
def test_a_planted_bright_cell_is_found_on_photos_that_were_not_learned_from(name: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    data, model = planted(), build_strategy(name)
    held = held_words(data)
    Training(Lesson(model, data, Sayings(data), looks_of(model)), Sampler(data, RECIPE, 0), tmp_path).run()
    for kind, found in pointing(model, held).items():
        assert found["all"] > 2 * blind(held)["random"], kind
