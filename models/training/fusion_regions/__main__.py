"""Train the siblings that read a photo as regions, by the fusion lab's own trainer.

    python -m models.training.fusion_regions --cache CACHE --first FIRST --out RUN [--seeds 0] [steps=500 ...]

A sibling begins with the first training of the lab's strategy of its kind (FIRST, of models/training/fusion_lab.py;
start.py) and learns on with boxes. Loss, groups of four and near neighbours are the lab's; batches depend on the seed
alone, so all siblings see the same pairs in the same order.
"""

from __future__ import annotations

from pathlib import Path

import torch

from models.fusion.regions.catalogue import SIBLINGS
from models.training.fusion_lab import parser_of, train_missing
from models.training.fusion_regions.recipe import read_recipe
from models.training.fusion_regions.regions_data import read_regions
from models.training.fusion_regions.start import started


def main() -> None:
    """Train what is missing in RUN; a finished sibling and seed is a file there."""
    parser = parser_of(__doc__, (sibling.name for sibling in SIBLINGS))
    parser.add_argument("--first", type=Path, required=True)
    parser.add_argument("changes", nargs="*", help="steps=500 floor=0.3: what the recipe says otherwise")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe = read_recipe(arguments.changes)
    data = read_regions(arguments.cache, recipe.floor, learning=True)
    train_missing(arguments, lambda name: started(name, arguments.first), data, recipe)


if __name__ == "__main__":
    main()
