"""Tokens that are trained: torch against numpy, and queries that find what captions speak of."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import layer_norm

from models.encoder.forms import sequence_of
from models.encoder.photo_tokens_table import WAYS, tokens_table
from models.encoder.resampler import Resampler, by_count, places, standardised, stored
from models.encoder.ribbon import COUNTS, pooled_tokens
from models.training.photo_tokens import STATES, Pairs, Recipe, Tokens, read_recipe, recalls, train
from models.training.textbank import TextBank

CHANNELS, SIDE, KINDS = 16, 14, 8


def grids(count: int) -> np.ndarray:
    return np.random.default_rng(count).normal(0, 1, (count, CHANNELS, SIDE, SIDE)).astype(np.float32)


def test_torch_asks_as_numpy_does() -> None:
    grid, model = grids(1)[0], Tokens(True, CHANNELS, SIDE)
    served = Resampler(
        by_count(model.queries.detach().numpy()), model.keys.detach().numpy(), model.values.detach().numpy()
    )
    cells = torch.from_numpy(sequence_of(grid))[None]
    for count, tokens in zip(COUNTS, model(layer_norm(cells, (CHANNELS,))), strict=True):
        asked, _ = served.ask(sequence_of(grid), places(SIDE, SIDE), count)
        np.testing.assert_allclose(asked, tokens[0].detach().numpy(), atol=1e-3)


def test_pooled_tokens_are_means_of_rectangles() -> None:
    grid, model = grids(1)[0], Tokens(False, CHANNELS, SIDE)
    normal = standardised(sequence_of(grid)).T.reshape(CHANNELS, SIDE, SIDE)
    cells = torch.from_numpy(standardised(sequence_of(grid)))[None]
    for count, tokens in zip(COUNTS, model(cells), strict=True):
        expected = pooled_tokens(normal, count) @ model.values.detach().numpy()
        np.testing.assert_allclose(tokens[0].detach().numpy(), expected, atol=1e-4)


def test_a_caption_of_two_words_matches_by_the_token_nearest_to_each() -> None:
    model = Tokens(False, CHANNELS, SIDE)
    tokens, words = torch.randn(3, 4, 64), torch.randn(2, 3, STATES)
    mask = torch.tensor([[True, True, False], [True, True, True]])
    found = model.match(tokens, words, mask)
    heard = model.words(words)
    for photo in range(3):
        for caption in range(2):
            near = torch.cosine_similarity(tokens[photo][:, None], heard[caption][None], dim=-1).amax(0)
            assert found[photo, caption].item() == pytest.approx(near[mask[caption]].mean().item(), abs=1e-5)


def planted(photos: int, seed: int) -> Pairs:
    """Each photo has one thing, a single cell of a plain ground; its caption is the word of the thing."""
    random = np.random.default_rng(seed)
    kinds = random.permutation(np.arange(photos) % KINDS)
    cells = random.normal(0, 0.3, (photos, SIDE * SIDE, CHANNELS))
    place = random.integers(0, SIDE * SIDE, photos)
    cells[..., -1] += 12  # the ground
    cells[np.arange(photos), place, -1] -= 12
    cells[np.arange(photos), place, kinds] += 12
    states = np.zeros((KINDS, STATES), np.float16)
    states[np.arange(KINDS), np.arange(KINDS) * 7] = 5
    bank = TextBank([], [], np.arange(KINDS + 1), states, np.zeros((0, STATES), np.float32), {})
    return Pairs(cells.astype(np.float16), np.arange(photos), bank, tuple((int(kind),) for kind in kinds))


@pytest.mark.thorough
def test_queries_learn_to_find_a_small_thing_wherever_it_is() -> None:
    recipe = Recipe(steps=100, batch=16, learning_rate=0.02, weight_decay=0.0, seeds=(0,))
    test = planted(KINDS, 2)  # eight photos, one of each kind: chance is 12.5 %
    found = recalls(train(planted(96, 1), recipe, 0, asked=True), test)
    assert found["1"]["1"] >= 75
    assert found["4"]["1"] >= 75


def test_a_recipe_can_be_changed_and_the_manifest_says_which_was_used() -> None:
    assert read_recipe(["steps=7"]).steps == 7
    table = tokens_table()
    assert table.seeds == len(stored().metrics["seeds"]) == len(read_recipe([]).seeds)
    assert {(row.way, row.count) for row in table.rows} == {(way, count) for way in WAYS for count in COUNTS}
    assert table.chance == (100 / table.photos, 1000 / table.photos)
