"""What a first training says of the same pairs: matching is not to be lost where places are learned.

The teacher reads a photo as it was trained to, in 7 x 7 places: means of two by two of the cells. Its probabilities are
taught (Hinton et al. 2015, arXiv:1503.02531) in the three ways of the match loss (models/training/fusion_lab.py).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from models.fusion.strategy import FusionStrategy, Grids, States
from models.training.fusion_lab import GROUP
from models.training.fusion_places.batches import Step, coarser

TRUE_WEIGHT = GROUP - 1.0  # of a true pair among those of its group


@torch.no_grad()
def taught_scores(teacher: FusionStrategy, grids: Grids, states: States, mask: Tensor, step: Step) -> Tensor:
    """Logits of all pairs of the groups: (groups, 4 photos, 4 captions)."""
    count = step.groups * GROUP
    photo, caption, _ = step.pairs()
    photo, caption = photo[: count * GROUP], caption[: count * GROUP]
    coarse = {stage: grid[:count] if step.coarse else coarser(stage, grid[:count]) for stage, grid in grids.items()}
    seen, heard = teacher.see(coarse), teacher.hear(states, mask)
    logits, _ = teacher.fuse(tuple(part[photo] for part in seen), tuple(part[caption] for part in heard), mask[caption])
    return logits.float().view(step.groups, GROUP, GROUP)


def taught_loss(scores: Tensor, taught: Tensor) -> Tensor:
    """Both (groups, 4 photos, 4 captions): cross-entropy to the teacher's probabilities -> ()."""
    caption = cross_entropy(scores.flatten(0, 1), taught.flatten(0, 1).softmax(-1))
    photo = cross_entropy(scores.transpose(1, 2).flatten(0, 1), taught.transpose(1, 2).flatten(0, 1).softmax(-1))
    weights = 1 + (TRUE_WEIGHT - 1) * torch.eye(GROUP)
    pair = binary_cross_entropy_with_logits(scores, taught.sigmoid(), weights.expand_as(scores))
    return caption + photo + pair
