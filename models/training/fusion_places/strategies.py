"""The strategies as they are trained here: those of the catalogue, with an `early` that is early.

    python -m models.training.fusion_places.strategies --out FIRST

Writes the shipped weights, which are those of seed 0, as FIRST/NAME-0.pt: a first training to be taught by.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from models.engine.fusion.export import stored_weights
from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.early_patches import EarlyPatches
from models.fusion.strategy import FusionStrategy

NAMES = tuple(strategy.name for strategy in STRATEGIES)


def build(name: str) -> FusionStrategy:
    """A strategy with random weights of its own."""
    return EarlyPatches() if name == EarlyPatches.name else build_strategy(name)


def with_weights(name: str, weights: dict[str, torch.Tensor]) -> FusionStrategy:
    """A strategy with these weights of its own; raises ValueError where they do not fit."""
    model = build(name)
    model.load_own(weights)
    return model


def first_weights(name: str, folder: Path | None) -> dict[str, torch.Tensor] | None:
    """What a first training has made, of its seed 0; None where there was none, as of an early that reads patches."""
    path = folder / f"{name}-0.pt" if folder and name != EarlyPatches.name else None
    found: dict[str, torch.Tensor] | None = torch.load(path, weights_only=True) if path and path.exists() else None
    return found


def main() -> None:
    """All but `early`, whose shipped weights read the CNN's last stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        if name != EarlyPatches.name:
            torch.save(stored_weights(name), out / f"{name}-0.pt")


if __name__ == "__main__":
    main()
