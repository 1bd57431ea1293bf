"""Turn a trained projector of the language model into shipped weights.

    python -m models.training.ship_captioner --cache CACHE --run RUN

What stands in for a photo where there is none is the mean photo: the mean over training photos of what each of their
places becomes. On Flickr8k's dev split a caption lost 3.02 nats a token after it, 3.21 after the vectors that training
ends with, which see one photo in eight, and 3.28 after another photo.
Kept as float16. What was watched on Flickr8k's dev split while it was trained goes into the manifest; Flickr8k's test
split is measured by `python -m benchmarks.captioner`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

from models.captioner.package import model_file, open_file, vocabulary
from models.captioner.projector import CAPTIONER, Projector, read_projector
from models.captioner.prompt import AFTER, BEFORE, PLACES
from models.captioner.tokens import ids_of, make_tokenizer
from models.results import FloatArray
from models.training.captioner_places import CaptionedPhotos, read_places
from models.training.manifest import write_row
from models.weights import FOLDER, sha256_of

EVERY = 12


def watched(run: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The recipe, and each look at the dev split."""
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    looks = [line for line in lines if "dev" in line]
    return looks[-1]["recipe"], [{name: look[name] for name in ("step", "seconds", "core", "dev")} for look in looks]


def mean_photo(projector: Projector, photos: CaptionedPhotos) -> FloatArray:
    """What each place becomes, on average over every EVERY-th training photo: (P, W)."""
    rows = photos.rows("train")[::EVERY]
    return np.asarray(np.mean([projector(photos.places[row].astype(np.float32)) for row in rows], 0), np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    args = parser.parse_args()
    recipe, looks = watched(args.run)
    stored = load_file(args.run / "projector.safetensors")
    stored["nothing"] = (
        mean_photo(read_projector(args.run / "projector.safetensors"), read_places(args.cache)) / stored["scale"]
    )
    path = FOLDER / f"{CAPTIONER}.safetensors"
    save_file({name: np.asarray(value, np.float16, order="C") for name, value in stored.items()}, path)
    projector = read_projector(path)
    tokenizer = make_tokenizer(*vocabulary(open_file(model_file())))
    words = {
        name: [tokenizer.decode([token]) for token in ids_of(tokenizer, text)]
        for name, text in (("before", BEFORE), ("after", AFTER))
    }
    row = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
        "script": "python -m models.training.captioner_places, captioner, then ship_captioner",
        "data": "photos of flickr8k's train split, each with some of its captions, in an order from the seed; "
        "read by SmolLM2-135M-Instruct (Q4_1, Apache-2.0), which is frozen and not included",
        "config": {
            "places": PLACES,
            "width": len(projector.mean),
            "vectors": projector.nothing.shape[1],
            "trained": projector.count,
            "captions": round(looks[-1]["step"] * recipe["photos"] * recipe["captions"] * (1 - recipe["without"])),
            **words,
        },
        "training": recipe,
        "metrics": {"dev": looks},
    }
    write_row(CAPTIONER, row)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {projector.count:,} numbers, {looks[-1]}")


if __name__ == "__main__":
    main()
