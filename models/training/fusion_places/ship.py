"""Turn the strategies trained at 448 pixels into shipped weights, and their measurements into the table of the page.

    python -m models.training.fusion_places.ship --run RUN

RUN holds what the report of the same folder measured. Of each strategy the seed is shipped (float16) that matched best
on the dev split; means and intervals of the table are over all seeds.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from models.fusion.catalogue import build_strategy
from models.training.fusion_lab import read_recipe
from models.training.fusion_places.maps import SIZE
from models.training.fusion_places.recipe import read_courses
from models.training.fusion_places.strategies import NAMES
from models.training.ship_fusion import NAME, collect, parameters_of, ship


def main() -> None:
    """Weights and their row of the manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    run = parser.parse_args().run
    courses, first = read_courses(), read_recipe()
    state, metrics = collect(run, NAMES, courses[0].seeds)
    costs = {name: {"parameters": parameters_of(build_strategy(name))} for name in NAMES}
    ship(
        NAME,
        state,
        script="scripts/train-places, then python -m models.training.fusion_places.ship",
        data="Flickr8k's train split, COCO train2017 photos with their boxes, photos with statements of their class "
        "and the boxes of two detectors, and mirrored copies of all",
        config={"strategies": list(NAMES)},
        training={"first": asdict(first), "courses": [asdict(each) for each in courses]},
        metrics={**metrics, "costs": costs, "size": SIZE},
    )


if __name__ == "__main__":
    main()
