"""The shipped weights with their bars and calibration set anew on Flickr8k's dev split; nothing else is trained.

python -m models.training.looks --data PHOTOS --graphs var/engine --photos 200 --out WORK
python -m models.training.recalibrate --work WORK
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import load_file

from models.fusion.cross_attention import CrossAttention, CrossAttentionConfig
from models.training import textbank
from models.training.cross_attention import kept
from models.training.looks import Looks, read_looks
from models.training.manifest import write_row
from models.training.ship import NAME, SplitScores, calibrated, save, score_split, shares, split_metrics, with_bar
from models.weights import entry, manifest

THEN = ", then python -m models.training.recalibrate"


def scores(model: CrossAttention, looks: Looks) -> SplitScores:
    """First captions against all photos."""
    bank = textbank.build(list(dict.fromkeys(texts[0] for texts in looks.captions)))
    return score_split(model, looks.captions, bank, looks.photos())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="where looks.py wrote")
    parser.add_argument("--try", dest="ship", action="store_false", help="say how it does on dev, ship nothing")
    args = parser.parse_args()
    row, looks = manifest()["weights"][NAME], read_looks(args.work)
    model = CrossAttention(CrossAttentionConfig(**row["config"])).eval()
    model.load_state_dict({name: value.float() for name, value in load_file(entry(NAME).file).items()})
    # Minutes on a busy machine, and the same until the weights are others.
    before = kept(args.work / f"scores_{row['sha256'][:16]}.pkl", lambda: scores(model, looks))
    print(json.dumps({"before": shares(before, row["calibration"]) | split_metrics(before)}, indent=2), flush=True)
    dev = with_bar(model, before)
    calibration = calibrated(dev)
    print(json.dumps({"calibration": calibration} | shares(dev, calibration), indent=2))
    row = row | {
        "script": row["script"].removesuffix(THEN) + THEN,
        "calibration": calibration,
        "metrics": row["metrics"]
        | {"flickr8k_dev": split_metrics(dev) | shares(dev, calibration) | {"photos": len(looks.captions)}},
    }
    if args.ship:
        write_row(NAME, row | save(model))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
