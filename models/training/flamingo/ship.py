"""Turn trained gated layers into shipped weights.

    python -m models.training.flamingo.ship --run RUN

Kept as float16. What was watched on Flickr8k's dev split while they were trained goes into the manifest; Flickr8k's
test split is measured by `python -m benchmarks.flamingo`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from models.captioner.cuts import CUTS
from models.captioner.gated.layers import GATED, read_gated
from models.training.manifest import write_row
from models.training.ship_captioner import watched
from models.weights import FOLDER, sha256_of

UNTRAINED = ("mean", "deviation")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    run = parser.parse_args().run
    recipe, looks = watched(run)
    stored = load_file(run / "gated.safetensors")
    path = FOLDER / f"{GATED}.safetensors"
    save_file({name: np.asarray(value, np.float16, order="C") for name, value in stored.items()}, path)
    layers = read_gated(path, recipe["heads"])
    trained = sum(int(value.size) for name, value in stored.items() if name not in UNTRAINED)
    row = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
        "script": "python -m models.training.captioner_places --places 49, flamingo.train, then flamingo.ship",
        "data": "photos of flickr8k's train split, each with some of its captions, in an order from the seed; "
        "between the blocks of SmolLM2-135M-Instruct (Q4_1, Apache-2.0), which is frozen and not included",
        "config": {
            "places": 49,
            "width": len(layers.mean),
            "seen": layers.narrow[0].shape[0],
            "heads": recipe["heads"],
            "before": list(CUTS),
            "passes": [[round(each, 4) for each in passes] for passes in layers.passes],
            "trained": trained,
            "captions": looks[-1]["step"] * recipe["photos"] * recipe["captions"],
            "photos": looks[-1]["step"] * recipe["photos"],
            "steps": looks[-1]["step"],
            "minutes": round(looks[-1]["core"] / 60, 1),
        },
        "training": recipe,
        "metrics": {"dev": looks},
    }
    write_row(GATED, row)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {trained:,} numbers, gates {layers.passes}, {looks[-1]}")


if __name__ == "__main__":
    main()
