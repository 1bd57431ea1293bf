"""Turn the trained siblings into shipped weights, and their measurements into the page's table.

    python -m models.training.fusion_regions.ship --run RUN [--seeds 0]

The weights of the first seed are shipped (float16); means and intervals are over all seeds.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from models.fusion.regions.catalogue import SIBLINGS
from models.fusion.regions.catalogue_names import WEIGHTS
from models.training.fusion_regions.recipe import read_recipe
from models.training.ship_fusion import collect, ship


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--seeds", default="", help="those that are there, where not all of the recipe's are")
    arguments = parser.parse_args()
    recipe = read_recipe()
    if arguments.seeds:
        recipe = replace(recipe, seeds=tuple(int(seed) for seed in arguments.seeds.split(",")))
    state, metrics = collect(arguments.run, [sibling.name for sibling in SIBLINGS], recipe.seeds)
    metrics["parameters"] = {
        sibling.name: sum(value.numel() for key, value in state.items() if key.startswith(f"{sibling.name}."))
        for sibling in SIBLINGS
    }
    metrics["baselines"] = json.loads((arguments.run / "baselines.json").read_text(encoding="utf-8"))
    ship(
        WEIGHTS,
        state,
        script="python -m models.training.fusion_regions.cache, .captions, fusion_regions, then .report and .ship",
        data="3,313 photos of Flickr8k's train split, 286 of COCO train2017, as boxes; also with mirrored places",
        config={"siblings": [sibling.name for sibling in SIBLINGS]},
        training=asdict(recipe),
        metrics=metrics,
    )


if __name__ == "__main__":
    main()
