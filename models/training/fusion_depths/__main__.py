"""Train a Transformer inside the CNN at three depths, alike, at 224 pixels, by the fusion lab's own trainer.

    python -m models.training.fusion_depths --cache CACHE --first FIRST --out RUN [--only inside_block4] [--seeds 0]

CACHE is that of models/training/fusion_data.py. All begin at random and see the same pairs in the same order; beside
the match loss they learn what FIRST's `late_dual`, in which nothing meets inside a network, says of the same pairs, so
that few captions go further. A finished depth and seed is RUN/NAME-SEED.pt.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.fusion.depths.catalogue import DEPTHS, build_depth
from models.fusion.strategy import FusionStrategy
from models.training.fusion_data import FusionData, read_fusion_data
from models.training.fusion_lab import FusionRecipe, group_loss, pair_scores, parser_of, train_missing
from models.training.fusion_places.strategies import stored, with_weights
from models.training.fusion_places.teacher import taught_loss
from models.training.recipes import recipe_of

CONFIG = Path(__file__).parents[1] / "configs" / "fusion_depths.json"
TEACHER = "late_dual"


def read_recipe() -> FusionRecipe:
    """The recipe of the JSON file."""
    return recipe_of(FusionRecipe, CONFIG)


@dataclass(frozen=True)
class TaughtMatch:
    """The match loss, and as much of what a teacher says of the same pairs."""

    teacher: FusionStrategy

    def __call__(
        self, model: FusionStrategy, data: FusionData, rows: NDArray[np.int64], captions: NDArray[np.int64]
    ) -> Tensor:
        """Of a batch."""
        scores = pair_scores(model, data, rows, captions)
        with torch.no_grad():
            taught = pair_scores(self.teacher, data, rows, captions)
        return group_loss(scores) + taught_loss(scores, taught)


def main() -> None:
    """Train what is missing in RUN."""
    parser = parser_of(__doc__, (depth.name for depth in DEPTHS))
    parser.add_argument("--first", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    teacher = with_weights(TEACHER, stored(arguments.first, TEACHER)).eval()
    train_missing(arguments, build_depth, read_fusion_data(arguments.cache), read_recipe(), TaughtMatch(teacher))


if __name__ == "__main__":
    main()
