"""Measure the trained siblings: matching on Flickr8k's test split, pointing on eval_dev.

    python -m models.training.fusion_regions.report --cache CACHE --run RUN --boxes eval_dev.tar [--dev]

Writes RUN/NAME-SEED.json and RUN/baselines.json, and keeps what was read of eval_dev's photos in RUN/trials.pkl.
Threshold and slope of the match come from Flickr8k's dev split. With --dev only that split is read, to choose the
floor and the number of steps on; nothing is written.
"""

from __future__ import annotations

import argparse
import json
import pickle
from pathlib import Path

import numpy as np
import torch

from models.engine.encoder.engine import load_encoder
from models.evaluation.archive import Archive
from models.fusion.regions.catalogue import SIBLINGS, build_sibling
from models.fusion.strategy import FusionStrategy
from models.training.fusion_regions.pointing import above, baselines, pointing, read_trials
from models.training.fusion_regions.recipe import read_recipe
from models.training.fusion_regions.regions_data import RegionsData, read_regions
from models.training.fusion_report import SWAPS, split_of, true_and_swapped
from models.training.ship import fit_logistic


def load_trained(path: Path) -> FusionStrategy:
    """A run's NAME-SEED.pt."""
    model = build_sibling(path.stem.rsplit("-", 1)[0])
    model.load_own(torch.load(path, weights_only=True))
    return model.eval()


def match(model: FusionStrategy, data: RegionsData, split: str, shift: float, swaps: int = 1) -> dict[str, float]:
    """True pairs against those with another photo's caption, per cent."""
    right, wrong = true_and_swapped(model, data, split_of(data, split), range(1, swaps + 1))
    above = right[:, None] > wrong.reshape(swaps, -1).T
    accuracy = 50 * ((right > shift).mean() + (wrong <= shift).mean())
    return {"match_accuracy": float(accuracy), "true_above_swapped": float(100 * above.mean())}


def report(model: FusionStrategy, data: RegionsData, split: str = "test") -> dict[str, float]:
    """Calibration on dev, matching on a split."""
    right, wrong = true_and_swapped(model, data, split_of(data, "dev"), range(1, SWAPS + 1))
    slope, shift = fit_logistic(right, wrong)
    swaps = SWAPS if split == "dev" else 1
    return {"match_slope": slope, "match_shift": shift, **match(model, data, split, shift, swaps)}


def boxes_told(data: RegionsData) -> dict[str, float]:
    """How many boxes the photos of the cache have."""
    known = data.photo_grids(2 * np.arange(len(data.count)), ("known",))["known"].numpy()
    boxes = known.sum(1) - 1
    return {"mean": float(boxes.mean()), "without": float(100 * (boxes == 0).mean()), "photos": len(boxes)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--boxes", type=Path)
    parser.add_argument("--engine", type=Path, default=Path("var/engine"), help="exported graphs")
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("changes", nargs="*", help="floor=0.3: what the recipe says otherwise")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    floor = read_recipe(arguments.changes).floor
    data = read_regions(arguments.cache, floor)
    runs = [run for each in SIBLINGS for run in sorted(arguments.run.glob(f"{each.name}-*.pt"))]
    if arguments.dev:
        for run in runs:
            print(run.stem, json.dumps(report(load_trained(run), data, "dev")), flush=True)
        return
    kept = arguments.run / "trials.pkl"
    if not kept.exists():
        found = read_trials(Archive(arguments.boxes), load_encoder(arguments.engine))
        kept.write_bytes(pickle.dumps(found))
    trials = above(pickle.loads(kept.read_bytes()), floor)
    told = {"words": len(trials), "boxes": boxes_told(data), **baselines(trials)}
    (arguments.run / "baselines.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    print(json.dumps(told), flush=True)
    for run in runs:
        out = run.with_suffix(".json")
        if not out.exists():
            model = load_trained(run)
            measured = {**report(model, data), "pointing": pointing(model, trials)}
            out.write_text(json.dumps(measured, indent=1), encoding="utf-8")
            print(run.stem, json.dumps(measured), flush=True)


if __name__ == "__main__":
    main()
