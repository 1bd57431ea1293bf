"""Early fusion reads pixels and the table of words, and nothing that either stream made of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.fusion.early import PATCH_CHANNELS, Early
from models.fusion.patches import cut_patches
from models.fusion.streams import EMBEDDING, PATCH, PATCHES, TEXT_WIDTH

SIDE, TOKENS = 4, 6


@pytest.fixture
def early() -> Early:
    torch.manual_seed(0)
    return Early().eval().requires_grad_(False)


def inputs(pairs: int = 2) -> tuple[dict[str, torch.Tensor], dict[int, torch.Tensor], torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    patches = torch.randint(0, 256, (pairs, SIDE, SIDE, PATCH_CHANNELS), generator=generator).float()
    states = {EMBEDDING: torch.randn(pairs, TOKENS, TEXT_WIDTH, generator=generator)}
    return {PATCHES: patches}, states, torch.ones(pairs, TOKENS, dtype=torch.bool)


def test_a_patch_is_its_own_pixels_row_by_row() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2 * PATCH, 3 * PATCH, 3), np.uint8)
    patches = cut_patches(pixels, 2, 3)
    np.testing.assert_array_equal(patches[1, 2], pixels[PATCH:, 2 * PATCH :].ravel())


def test_no_encoder_of_either_stands_before_the_meeting(early: Early) -> None:
    assert (early.stages, early.depths) == ((PATCHES,), (EMBEDDING,))
    grids, states, mask = inputs()
    changed = {PATCHES: grids[PATCHES].clone()}
    changed[PATCHES][:, 1, 2] = 0
    moved = (early.see(grids)[0] != early.see(changed)[0]).any(-1)
    assert moved.nonzero()[:, 1].tolist() == [SIDE + 2] * len(moved)  # of one patch, its own place alone
    other = {EMBEDDING: states[EMBEDDING].clone()}
    other[EMBEDDING][:, 3] = 0
    assert (early.hear(states, mask)[0] != early.hear(other, mask)[0]).any(-1).nonzero()[:, 1].tolist() == [3, 3]


def test_how_bright_a_patch_is_is_not_lost(early: Early) -> None:
    dark, bright = (torch.full((1, SIDE, SIDE, PATCH_CHANNELS), value) for value in (40.0, 200.0))
    assert not torch.allclose(early.see({PATCHES: dark})[0], early.see({PATCHES: bright})[0], atol=0.1)


def test_it_keeps_the_contract_of_the_strategies(early: Early) -> None:
    grids, states, mask = inputs()
    logits, (attention,) = early(grids, states, mask)
    one, _ = early({PATCHES: grids[PATCHES][1:]}, {EMBEDDING: states[EMBEDDING][1:]}, mask[1:])
    torch.testing.assert_close(one[0], logits[1], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(attention.sum(-1), torch.ones_like(attention[..., 0]), atol=1e-5, rtol=1e-5)
    padded = {EMBEDDING: torch.cat([states[EMBEDDING], torch.randn(2, 3, TEXT_WIDTH)], 1)}
    longer = torch.cat([mask, torch.zeros(2, 3, dtype=torch.bool)], 1)
    torch.testing.assert_close(early(grids, padded, longer)[0], logits, atol=1e-4, rtol=1e-4)
