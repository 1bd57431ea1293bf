"""The aligned start: what a strategy compares first is what it attends by, and it learns to find planted things."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.multi_scale import MultiScale
from models.training.fusion_places.align import Named, Sayings, align, contrast_loss
from models.training.fusion_places.batches import Sampler, Targets
from models.training.fusion_places.looks import looks_of
from models.training.fusion_places.pointed import blind, held_words, pointing
from models.training.fusion_places.words import PlacedWord
from tests.models.training.fusion_places.tiny import RECIPE, WORD, planted

QUICK = "cross_words"
ATTENDING = [
    pytest.param(strategy.name, marks=() if strategy.name == QUICK else pytest.mark.thorough)
    for strategy in STRATEGIES
    if strategy.attention_kinds
]


@pytest.mark.parametrize("name", ATTENDING)
def test_the_first_look_is_the_strategys_first_attention(name: str) -> None:
    torch.manual_seed(0)
    data, model = planted(4), build_strategy(name).eval().requires_grad_(False)
    if isinstance(model, MultiScale):
        for cross in model.cross:
            torch.nn.init.zeros_(cross.get_parameter("gate"))  # later scales look with what looked before
    grids, (states, mask) = (
        data.photo_grids(np.arange(4), model.stages),
        data.caption_states(np.arange(4), model.depths),
    )
    _, attentions = model(grids, states, mask)
    for look in looks_of(model):
        kind, attention = model.attention_kinds[look.kind], attentions[look.kind]
        places, words = look.places(model.see(grids)), look.words(model.hear(states, mask), mask)
        scores = torch.einsum("nhtd,nhpd->nhtp", words, places) / math.sqrt(places.shape[-1])
        first = attention[:, 0]
        if kind.queries.startswith("joint"):
            start = first.shape[-1] - places.shape[2] - words.shape[2]
            first = first[:, :, start + places.shape[2] :, start : start + places.shape[2]]
            first = first / first.sum(-1, keepdim=True)
        expected = scores.transpose(2, 3).softmax(-1) if kind.queries == "places" else scores.softmax(-1)
        torch.testing.assert_close(first, expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("name", ["late_dual", "late_concat"])
def test_what_never_attends_is_left_as_it_is(name: str, tmp_path: Path) -> None:
    model = build_strategy(name)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    data = planted(8)
    align(model, Sampler(data, replace(RECIPE, align_steps=2), 0), Sayings(data), tmp_path / "kept.pt")
    assert not list(tmp_path.iterdir())
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())


def test_a_word_that_points_at_its_own_place_alone_costs_least() -> None:
    places = 12 * torch.eye(4)[None].expand(2, 4, 4)[:, None] * torch.tensor([1.0, -1.0])[:, None, None, None]
    inside = torch.eye(4)[:2]
    named = Named(np.array(["cat", "kite"]), torch.tensor([0, 0]), torch.zeros(2, 2, dtype=torch.bool))
    right, wrong = torch.eye(4)[:2, None], torch.eye(4)[2:, None]
    assert contrast_loss(places, right, inside, named) < contrast_loss(places, wrong, inside, named)


def test_a_photo_of_which_the_same_is_said_is_no_wrong_answer() -> None:
    places, words = torch.randn(2, 1, 4, 8), torch.randn(2, 1, 8)
    inside, none = torch.eye(4)[:2], torch.zeros(2, 2, dtype=torch.bool)
    labels, rows = np.array(["cat", "cat"]), torch.tensor([0, 1])
    strict = contrast_loss(places, words, inside, Named(np.array(["cat", "dog"]), rows, none))
    kind = contrast_loss(places, words, inside, Named(labels, rows, torch.tensor([[False, True], [True, False]])))
    assert kind < strict


def test_photos_that_say_the_same_are_known_halves_too() -> None:
    data = planted(12)
    words: list[tuple[PlacedWord, ...]] = [
        (PlacedWord((WORD,), ("dog" if photo % 2 else "cat",), ((0.0, 0.0, 1.0, 1.0),)),) for photo in range(12)
    ]
    step = Sampler(data, replace(RECIPE, align_photos=4), 0).placing(3)
    step = replace(step, photos=np.array([1, 3, 2, 4]), partner=np.array([0, 1, 3, 2]))
    where = Targets([words[photo][0] for photo in (1, 2)], torch.tensor([0, 2]), torch.zeros(2, 1), [])
    named = Sayings(replace(data, words=words)).named(step, where)
    assert named.labels.tolist() == ["dog", "cat"]
    assert named.elsewhere.tolist() == [[False, True, False, False], [False, False, False, True]]
    halves = Sayings(replace(data, words=words)).named(replace(step, partner=np.array([0, 2, 3, 1])), where)
    assert halves.elsewhere.tolist() == [[False, True, False, True], [False, True, False, True]]


@pytest.mark.parametrize("name", ATTENDING)
def test_things_are_found_on_photos_that_were_not_learned_from(name: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    data, model, kept = planted(), build_strategy(name), tmp_path / "kept.pt"
    recipe, sayings = replace(RECIPE, align_steps=25, align_photos=24, align_rate=0.003), Sayings(data)
    align(model, Sampler(data, recipe, 0), sayings, kept)
    held = held_words(data)
    found = pointing(model.eval(), held)
    for kind in (model.attention_kinds[look.kind].name for look in looks_of(model)):
        assert found[kind]["all"] > 2 * blind(held)["random"], kind
    again = build_strategy(name)
    align(again, Sampler(data, recipe, 0), sayings, kept)
    assert all(torch.equal(value, again.own_state()[key]) for key, value in model.own_state().items())
