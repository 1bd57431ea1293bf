"""Turn the trained siblings into shipped weights, and their measurements into the page's table.

    python -m models.training.fusion_regions.ship --run RUN [--seeds 0]

The weights of the first seed are shipped (float16); means and intervals are over all seeds.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from models.fusion.regions.catalogue import SIBLINGS
from models.fusion.regions.catalogue_names import WEIGHTS
from models.training.fusion_regions.recipe import read_recipe
from models.training.manifest import write_row
from models.weights import FOLDER, sha256_of


def collect(run: Path, seeds: tuple[int, ...]) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """All weights of the first seed, and every sibling's measurements."""
    state: dict[str, torch.Tensor] = {}
    metrics: dict[str, Any] = {"shipped": {}, "seeds": {}, "parameters": {}}
    for kind in SIBLINGS:
        kept = torch.load(run / f"{kind.name}-{seeds[0]}.pt", weights_only=True)
        state |= {f"{kind.name}.{key}": value.half().contiguous() for key, value in kept.items()}
        reports = [json.loads((run / f"{kind.name}-{seed}.json").read_text(encoding="utf-8")) for seed in seeds]
        metrics["shipped"][kind.name] = {key: reports[0][key] for key in ("match_slope", "match_shift")}
        metrics["seeds"][kind.name] = reports
        metrics["parameters"][kind.name] = sum(value.numel() for value in kept.values())
    return state, metrics | {"baselines": json.loads((run / "baselines.json").read_text(encoding="utf-8"))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--seeds", default="", help="those that are there, where not all of the recipe's are")
    arguments = parser.parse_args()
    recipe = read_recipe()
    if arguments.seeds:
        recipe = replace(recipe, seeds=tuple(int(seed) for seed in arguments.seeds.split(",")))
    state, metrics = collect(arguments.run, recipe.seeds)
    path = FOLDER / f"{WEIGHTS}.safetensors"
    save_file(state, path)
    row = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
        "script": "python -m models.training.fusion_regions.cache, .captions, fusion_regions, then .report and .ship",
        "data": "3,313 photos of Flickr8k's train split, 286 of COCO train2017, as boxes; also with mirrored places",
        "config": {"siblings": [sibling.name for sibling in SIBLINGS]},
        "training": asdict(recipe),
        "calibration": {},
        "metrics": metrics,
    }
    write_row(WEIGHTS, row)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
