"""Measure the trained depths: matching on Flickr8k's test split, pointing on eval_dev, all at 224 pixels.

    python -m models.training.fusion_depths.report --cache CACHE --run RUN --boxes eval_dev.tar

Writes RUN/NAME-SEED.json. Threshold and slope of the match come from Flickr8k's dev split.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_cnn
from models.evaluation.archive import Archive
from models.fusion.depths.catalogue import DEPTHS, build_depth
from models.fusion.depths.catalogue_names import SIZE, STAGES
from models.fusion.strategy import FusionStrategy
from models.preprocessing import normalise, squash
from models.training.fusion_data import FusionData, read_fusion_data
from models.training.fusion_places.pointed import Pointed, pointing, said_of
from models.training.fusion_places.report import matching
from models.training.fusion_places.strategies import stored


@torch.inference_mode()
def read_archive(path: Path) -> Pointed:
    """Every caption word of an evaluation archive, and its photos' maps."""
    archive, cnn = Archive(path), load_cnn(VARIANTS[0])
    names = list(archive.photos)
    grids: dict[str, list[np.ndarray]] = {stage: [] for stage in STAGES}
    for name in names:
        stages = cnn.forward_stages(torch.from_numpy(normalise(squash(archive.pixels(name), SIZE), cnn.preprocessing)))
        for stage, kept in grids.items():
            kept.append(stages[cnn.stage_index(stage)][0].permute(1, 2, 0).numpy())
    return Pointed({stage: np.stack(each) for stage, each in grids.items()}, said_of(archive, names))


def load_trained(run: Path, name: str, seed: int) -> FusionStrategy:
    """A run's NAME-SEED.pt."""
    model = build_depth(name)
    model.load_own(stored(run, name, seed))
    return model.eval()


def report(model: FusionStrategy, data: FusionData, measured: Pointed) -> dict[str, Any]:
    """Matching and pointing."""
    (looked,) = pointing(model, measured).values()
    return {**matching(model, data), "pointing": looked}


def main() -> None:
    """What there is in RUN."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("cache", "run", "boxes"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data, measured = read_fusion_data(arguments.cache), read_archive(arguments.boxes)
    for depth in DEPTHS:
        for path in sorted(arguments.run.glob(f"{depth.name}-*.pt")):
            out = path.with_suffix(".json")
            if not out.exists():
                model = load_trained(arguments.run, depth.name, int(path.stem.rsplit("-", 1)[1]))
                out.write_text(json.dumps(found := report(model, data, measured), indent=1), encoding="utf-8")
                print(path.stem, json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
