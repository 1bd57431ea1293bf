"""The losses of the words' training: each is low where its statement holds, and sees what it says that it reads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from models.fusion.cross_attention import (
    COLOUR_CHANNELS,
    PLAIN_CHANNELS,
    PYRAMID_CHANNELS,
    CrossAttention,
    CrossAttentionConfig,
)
from models.fusion.word_classes import CLASSES, TEXT_CHANNELS
from models.training.batches import ABSENT, REGION, SLOTS, THERE, Batch, Move
from models.training.losses import Looked, losses_of, of_heads, placed, where_before
from models.training.maps import Maps

PAIRS, PHOTOS, COPIES, WORDS, PHASE = 3, 4, 3, 7, (0, 1)


@pytest.fixture
def model() -> CrossAttention:
    torch.manual_seed(0)
    made = CrossAttention(CrossAttentionConfig(width=32, heads=4, blocks=1, class_weight=5.0)).eval()
    for each in made.parameters():
        torch.nn.init.normal_(each, std=0.1)
    return made


def maps(count: int) -> Maps:
    channels = PLAIN_CHANNELS + COLOUR_CHANNELS
    return Maps(
        torch.randn(count, 14, 14, channels),
        torch.randn(count, 14, 14, channels),
        torch.randn(count, 14, 14, 32),
        torch.randn(count, 14, 14, PYRAMID_CHANNELS),
        torch.rand(count, 784, CLASSES) / 4,
    )


@pytest.fixture
def batch() -> Batch:
    torch.manual_seed(1)
    kinds = torch.zeros(PHOTOS, SLOTS, dtype=torch.int64)
    kinds[:, :4] = torch.tensor([REGION, REGION, ABSENT, THERE])
    regions = torch.zeros(PHOTOS, SLOTS, 28, 28)
    regions[:, 0, :, :14] = 1
    regions[:, 1, :, 14:] = 1
    others = torch.full((PHOTOS, SLOTS), -1)
    others[:, 0], others[:, 1] = 1, 0
    rivals = torch.full((PHOTOS, SLOTS), -1)
    rivals[:, 2] = 3
    caption_of = torch.tensor([0, 0, 0, 1, 1, 2, 2])
    return Batch(
        phase=PHASE,
        seen=maps(PHOTOS),
        copies=maps(COPIES),
        moves=[Move("mirror"), Move("half", 3, 5), Move("coarse")],
        caption_states=torch.randn(WORDS, TEXT_CHANNELS),
        caption_of=caption_of,
        counts=torch.tensor([True, False, True, True, True, True, True]),
        absent=caption_of[:, None] != torch.arange(PAIRS),
        states=torch.randn(PHOTOS, SLOTS, TEXT_CHANNELS),
        kinds=kinds,
        regions=regions.flatten(2),
        node_maps=torch.zeros(PHOTOS, SLOTS, 196),
        weights=(kinds > 0) * 1.0,
        rivals=rivals,
        others=others,
    )


def looked(evidence: Tensor) -> Looked:
    """Words of which nothing but the evidence is told apart from an even spread."""
    even = torch.full((PHOTOS, 4, SLOTS, 196), 1 / 196)
    none = torch.zeros(PHOTOS, SLOTS)
    return Looked(even, even, torch.full((PHOTOS, SLOTS, 196), 0.1), none, none, evidence)


def kept(model: CrossAttention, batch: Batch, before: CrossAttention) -> float:
    """What keeping to another network costs."""
    return float(losses_of(model, batch, True, before)["keep"].detach())


def halves(left: float) -> Tensor:
    """Evidence of every word, so much of it on the left half of the photo."""
    grid = torch.full((14, 14), (1 - left) / 98)
    grid[:, :7] = left / 98
    return grid.flatten().expand(PHOTOS, SLOTS, 196)


@pytest.mark.parametrize("agreed", [False, True])
def test_evidence_of_heads_sums_to_one(agreed: bool) -> None:
    found = of_heads(torch.rand(4, 3, 196), agreed)
    assert torch.allclose(found.sum(-1), torch.ones(3))


def test_a_head_that_is_alone_with_a_place_does_not_make_it_the_brightest() -> None:
    heads = torch.full((4, 9), 0.02)
    heads[:, 2] = 0.2
    heads[0, 7] = 0.9
    assert int(of_heads(heads, agreed=False).argmax()) == 7
    assert int(of_heads(heads, agreed=True).argmax()) == 2


@pytest.mark.parametrize("name", ["region", "pair"])
def test_places_are_judged_by_evidence_where_heads_are_to_agree(batch: Batch, name: str) -> None:
    only_left = torch.zeros(PHOTOS, SLOTS, 1)
    only_left[:, 0] = 1  # its thing is on the left, the other one's on the right
    right_way = halves(0.9) * only_left + halves(0.1) * (1 - only_left)
    wrong_way = halves(0.1) * only_left + halves(0.9) * (1 - only_left)
    losses = [float(placed(looked(e), batch, PHASE, True)[name]) for e in (right_way, halves(0.5), wrong_way)]
    assert losses[0] < losses[1] < losses[2]
    blind = {float(placed(looked(e), batch, PHASE, False)[name]) for e in (right_way, wrong_way)}
    assert len(blind) == 1


def test_a_network_keeps_to_itself(model: CrossAttention, batch: Batch) -> None:
    assert kept(model, batch, model) == pytest.approx(0, abs=1e-5)


def test_what_moves_a_captions_words_costs(model: CrossAttention, batch: Batch) -> None:
    lay = where_before(model, batch, PHASE)
    with torch.no_grad():
        model.text.query.weight.copy_(torch.randn_like(model.text.query.weight))
    other = CrossAttention(model.config).eval()
    other.load_state_dict(model.state_dict())
    now = where_before(other, batch, PHASE)
    counted = batch.counts.nonzero()[:, 0]
    expected = (lay * (lay / now).log()).sum(-1)[counted].mean()
    assert float(expected) > 1e-3

    torch.manual_seed(0)
    before = CrossAttention(model.config).eval()
    for each in before.parameters():
        torch.nn.init.normal_(each, std=0.1)
    assert kept(model, batch, before) == pytest.approx(float(expected), rel=1e-3)


def test_only_a_course_that_keeps_has_that_loss(model: CrossAttention, batch: Batch) -> None:
    assert "keep" not in losses_of(model, batch)
    assert set(losses_of(model, batch, True, model)) - set(losses_of(model, batch)) == {"keep"}


def test_nothing_of_what_is_kept_to_is_trained(model: CrossAttention, batch: Batch) -> None:
    before = CrossAttention(model.config).eval()
    losses_of(model, batch, True, before)["keep"].backward()
    assert all(each.grad is None for each in before.parameters())
    assert any(each.grad is not None and bool(each.grad.abs().sum() > 0) for each in model.photo.parameters())


def test_every_loss_is_a_finite_number(model: CrossAttention, batch: Batch) -> None:
    alone = replace(batch, others=torch.full((PHOTOS, SLOTS), -1))
    for each in (batch, alone):
        assert all(np.isfinite(float(loss.detach())) for loss in losses_of(model, each, True, model).values())
    assert float(losses_of(model, alone)["pair"].detach()) == 0
