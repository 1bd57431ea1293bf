"""Strategies with weights of their own: the catalogue's, and what a first training made of them."""

from __future__ import annotations

from pathlib import Path

import torch

from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.strategy import FusionStrategy

NAMES = tuple(strategy.name for strategy in STRATEGIES)


def with_weights(name: str, weights: dict[str, torch.Tensor]) -> FusionStrategy:
    """A strategy with these weights of its own; raises ValueError where they do not fit."""
    model = build_strategy(name)
    model.load_own(weights)
    return model


def first_weights(name: str, folder: Path | None) -> dict[str, torch.Tensor] | None:
    """What a first training has made, of its seed 0; None where there was none, as of `early`, which reads patches."""
    return stored(folder, name) if folder and (folder / f"{name}-0.pt").exists() else None


def stored(folder: Path, name: str, seed: int = 0) -> dict[str, torch.Tensor]:
    """What a training has made of a strategy."""
    found: dict[str, torch.Tensor] = torch.load(folder / f"{name}-{seed}.pt", weights_only=True)
    return found
