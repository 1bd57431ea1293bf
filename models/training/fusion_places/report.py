"""Measure what was trained at 448 pixels: pointing on held-out photos and on eval_dev, matching on Flickr8k.

    python -m models.training.fusion_places.report --cache CACHE --run RUN [--boxes eval_dev.tar [--whole]]

Settings are chosen by what stands under `held` and `dev`; `eval` and `test` are for the report. Prints one JSON a
strategy and seed. With --whole writes RUN/NAME-SEED.json, what ship.py keeps, unless it is there: retrieval is among
every tenth photo of the test split and their captions, since a pair of 14 x 14 places takes four times as long as one
of 7 x 7. A checkpoint of a run that is not finished is measured as well, and says so.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch

from models.engine.fusion.export import stored_weights
from models.fusion.strategy import FusionStrategy
from models.training.fusion_data import FusionData
from models.training.fusion_places.cache import PlacesData, read_places
from models.training.fusion_places.photos import DEV, TEST
from models.training.fusion_places.pointed import MEAN, Pointed, archive_words, blind, held_words, pointing
from models.training.fusion_places.strategies import NAMES, with_weights
from models.training.fusion_report import Split, retrieval, split_of, true_and_swapped
from models.training.precision import faster_dtype
from models.training.ship import fit_logistic

SWAPS = 4
GALLERY_STEP = 10  # of the test split's photos, to retrieve from


def matching(model: FusionStrategy, data: FusionData) -> dict[str, float]:
    """Calibration on dev, true against swapped pairs on test."""
    right, wrong = true_and_swapped(model, data, split_of(data, DEV), range(1, SWAPS + 1))
    slope, shift = fit_logistic(right, wrong)
    found = {"dev_accuracy": float(50 * ((right > shift).mean() + (wrong <= shift).mean()))}
    right, wrong = true_and_swapped(model, data, split_of(data, TEST), range(1, 2))
    return found | {
        "match_slope": slope,
        "match_shift": shift,
        "match_accuracy": float(50 * ((right > shift).mean() + (wrong <= shift).mean())),
        "true_above_swapped": float(100 * (right > wrong).mean()),
    }


def whole_report(model: FusionStrategy, data: PlacesData, measured: Pointed) -> dict[str, Any]:
    """All that the table of the page shows of one seed."""
    test = split_of(data, TEST)
    few = Split(test.photos[::GALLERY_STEP], test.captions[::GALLERY_STEP])
    looked = pointing(model, measured)
    return {
        **matching(model, data),
        **retrieval(model, data, few),
        "queries": len(few.photos),
        "gallery": len(few.photos),
        "pointing": looked[MEAN] if len(looked) > 1 else next(iter(looked.values()), None),
        "attentions": looked,
    }


def load_run(run: Path, name: str, seed: int) -> tuple[FusionStrategy, int | None] | None:
    """A strategy as trained, and at which step it stands if it is not finished; None where nothing was trained."""
    whole, part = run / f"{name}-{seed}.pt", run / f"{name}-{seed}.part.pt"
    if not whole.exists() and not part.exists():
        return None
    kept = torch.load(whole if whole.exists() else part, weights_only=True)
    model = with_weights(name, kept if whole.exists() else kept["model"])
    return model.eval(), None if whole.exists() else kept["done"]


def main() -> None:
    """What there is in RUN; with --shipped, the weights of today, read at 448 pixels."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--boxes", type=Path)
    parser.add_argument("--match", action="store_true")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--only", default=",".join(NAMES))
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data = read_places(arguments.cache, faster_dtype())
    held = held_words(data)
    measured = archive_words(arguments.boxes, arguments.cache) if arguments.boxes else None
    print(json.dumps({"held": blind(held)} | ({"eval": blind(measured)} if measured else {})), flush=True)
    for seed in (int(each) for each in arguments.seeds.split(",")):
        for name in arguments.only.split(","):
            stored = (with_weights(name, stored_weights(name)).eval(), None) if arguments.shipped else None
            loaded = stored or load_run(arguments.run, name, seed)
            if loaded is None:
                continue
            model, step = loaded
            out = arguments.run / f"{name}-{seed}.json"
            if arguments.whole and measured:
                if not out.exists() and step is None:
                    out.write_text(json.dumps(found := whole_report(model, data, measured), indent=1))
                    print(json.dumps({"name": name, "seed": seed} | found), flush=True)
                continue
            held_out: dict[str, Any] = {
                "name": name,
                "seed": seed,
                "unfinished_at": step,
                "held": pointing(model, held),
            }
            if measured:
                held_out["eval"] = pointing(model, measured)
            if arguments.match:
                held_out |= matching(model, data)
            print(json.dumps(held_out), flush=True)


if __name__ == "__main__":
    main()
