"""Turn the trained depths into shipped weights, and their measurements into what the page shows.

    python -m models.training.fusion_depths.ship --run RUN

Of each depth the seed is shipped (float16) that matched best on the dev split; means and intervals are over all seeds.
Multiply-accumulates are those of one pair after the stage that is changed: what runs again for every sentence.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from models.fusion.depths.catalogue import DEPTHS, build_depth
from models.fusion.depths.catalogue_names import SIZE, WEIGHTS
from models.fusion.photo_size import USUAL_WORDS
from models.fusion.streams import STAGE_CHANNELS, STRIDES, TEXT_WIDTH
from models.training.fusion_depths.__main__ import read_recipe
from models.training.ship_fusion import collect, parameters_of, ship


@torch.inference_mode()
def macs_of(name: str, words: int = USUAL_WORDS) -> int:
    """Of one pair at SIZE pixels."""
    model = build_depth(name).eval()
    side = SIZE // STRIDES[model.stage]
    grids = {model.stage: torch.zeros(1, side, side, STAGE_CHANNELS[model.stage])}
    states = {depth: torch.zeros(1, words, TEXT_WIDTH) for depth in model.depths}
    with (counter := FlopCounterMode(display=False)):
        model(grids, states, torch.ones(1, words, dtype=torch.bool))
    return counter.get_total_flops() // 2


def main() -> None:
    """Weights and their row of the manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    run, recipe, names = parser.parse_args().run, read_recipe(), [depth.name for depth in DEPTHS]
    state, metrics = collect(run, names, recipe.seeds)
    costs = {name: {"parameters": parameters_of(build_depth(name)), "macs": macs_of(name)} for name in names}
    ship(
        WEIGHTS,
        state,
        script="scripts/train-places, then python -m models.training.fusion_depths, .report and .ship",
        data="6,000 photos of Flickr8k's train split, 286 of COCO train2017, and mirrored copies",
        config={"depths": names},
        training=asdict(recipe),
        metrics={**metrics, "costs": costs},
    )


if __name__ == "__main__":
    main()
