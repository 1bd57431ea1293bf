"""Turn the trained fusion strategies into shipped weights, and their measurements into the table of the page.

    python -m models.training.ship_fusion --run RUN

The weights of the first seed are shipped (float16); means and intervals of the table are over all seeds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.strategy import FusionStrategy
from models.training.fusion_lab import read_recipe
from models.training.manifest import write_row
from models.weights import FOLDER, sha256_of

NAME = "fusion_lab"


def parameters_of(strategy: FusionStrategy) -> int:
    """Learned parameters of the strategy's own; what a pair costs is measured by benchmarks/fusion.py."""
    return sum(value.numel() for name, value in strategy.named_parameters() if "frozen." not in f".{name}")


def collect(
    run: Path, names: Iterable[str], seeds: Sequence[int]
) -> tuple[dict[str, torch.Tensor], dict[str, dict[str, Any]]]:
    """All weights of the first seed (float16), and every strategy's measurements."""
    state: dict[str, torch.Tensor] = {}
    metrics: dict[str, dict[str, Any]] = {"shipped": {}, "seeds": {}}
    for name in names:
        kept = torch.load(run / f"{name}-{seeds[0]}.pt", weights_only=True)
        state |= {f"{name}.{key}": value.half().contiguous() for key, value in kept.items()}
        reports = [json.loads((run / f"{name}-{seed}.json").read_text(encoding="utf-8")) for seed in seeds]
        metrics["shipped"][name] = {key: reports[0][key] for key in ("match_slope", "match_shift")}
        metrics["seeds"][name] = reports
    return state, metrics


def ship(name: str, state: dict[str, torch.Tensor], **row: object) -> None:
    """Weights, and their row of the manifest: script, data, config, training and metrics."""
    path = FOLDER / f"{name}.safetensors"
    save_file(state, path)
    always = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
        "calibration": {},
    }
    write_row(name, always | row)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    run = parser.parse_args().run
    recipe = read_recipe()
    state, metrics = collect(run, [kind.name for kind in STRATEGIES], recipe.seeds)
    metrics["costs"] = {kind.name: {"parameters": parameters_of(build_strategy(kind.name))} for kind in STRATEGIES}
    ship(
        NAME,
        state,
        script="python -m models.training.fusion_data, fusion_lab, fusion_report, then ship_fusion",
        data="Flickr8k train split and 286 COCO train2017 photos, and mirrored copies of them",
        config={"strategies": [strategy.name for strategy in STRATEGIES]},
        training=asdict(recipe),
        metrics=metrics,
    )


if __name__ == "__main__":
    main()
