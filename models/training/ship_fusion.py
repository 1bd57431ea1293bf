"""Trained strategies of the fusion lab as shipped weights: what every such script shares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from models.fusion.strategy import FusionStrategy
from models.training.manifest import write_row
from models.weights import FOLDER, sha256_of

NAME = "fusion_lab"


def parameters_of(strategy: FusionStrategy) -> int:
    """Learned parameters of the strategy's own; what a pair costs is measured by benchmarks/fusion.py."""
    return sum(value.numel() for name, value in strategy.named_parameters() if "frozen." not in f".{name}")


def collect(
    run: Path, names: Iterable[str], seeds: Sequence[int]
) -> tuple[dict[str, torch.Tensor], dict[str, dict[str, Any]]]:
    """Weights (float16) of the seed that matched best on the dev split, and every strategy's measurements.

    Of the first seed where reports have no `dev_accuracy`.
    """
    state: dict[str, torch.Tensor] = {}
    metrics: dict[str, dict[str, Any]] = {"shipped": {}, "seeds": {}}
    for name in names:
        reports = [json.loads((run / f"{name}-{seed}.json").read_text(encoding="utf-8")) for seed in seeds]
        seed, best = max(zip(seeds, reports, strict=True), key=lambda each: float(each[1].get("dev_accuracy", 0.0)))
        kept = torch.load(run / f"{name}-{seed}.pt", weights_only=True)
        state |= {f"{name}.{key}": value.half().contiguous() for key, value in kept.items()}
        metrics["shipped"][name] = {"seed": seed} | {key: best[key] for key in ("match_slope", "match_shift")}
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
