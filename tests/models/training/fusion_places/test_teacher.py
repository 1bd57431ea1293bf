"""What is taught: a first training's scores of all pairs of the groups, read as they were trained to read."""

from __future__ import annotations

import numpy as np
import torch

from models.fusion.catalogue import build_strategy
from models.training.fusion_lab import group_loss
from models.training.fusion_places.batches import Sampler
from models.training.fusion_places.teacher import taught_loss, taught_scores
from tests.models.training.fusion_places.tiny import RECIPE, planted


def test_sure_and_right_scores_are_taught_as_the_match_loss_teaches() -> None:
    torch.manual_seed(0)
    scores = torch.randn(3, 4, 4)
    sure = 100 * torch.eye(4).expand(3, -1, -1) - 50
    torch.testing.assert_close(taught_loss(scores, sure), group_loss(scores))


def test_nothing_is_better_than_what_is_taught() -> None:
    torch.manual_seed(0)
    taught = torch.randn(2, 4, 4)
    least = taught_loss(taught, taught)
    for _ in range(20):
        assert taught_loss(taught + 0.5 * torch.randn_like(taught), taught) > least


def test_scores_are_those_of_the_groups_pairs_in_cells_of_two_by_two() -> None:
    torch.manual_seed(0)
    data, teacher = planted(), build_strategy("cross_words").eval()
    data.grids["head"] = np.repeat(np.repeat(data.grids["head"], 2, 1), 2, 2)
    (step,) = Sampler(data, RECIPE, 0).step(0)
    grids, (states, mask) = data.photo_grids(step.photos, ("head",)), data.caption_states(step.captions, (6,))
    scores = taught_scores(teacher, grids, states, mask, step)
    assert scores.shape == (RECIPE.groups, 4, 4)
    photo, caption = 2, 3
    alone = {"head": grids["head"][photo : photo + 1, ::2, ::2]}
    with torch.inference_mode():
        expected, _ = teacher(alone, {6: states[6][caption : caption + 1]}, mask[caption : caption + 1])
    torch.testing.assert_close(scores[0, photo, caption], expected[0], atol=1e-4, rtol=1e-4)
