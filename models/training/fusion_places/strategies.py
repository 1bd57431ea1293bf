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
    path = folder / f"{name}-0.pt" if folder else None
    found: dict[str, torch.Tensor] | None = torch.load(path, weights_only=True) if path and path.exists() else None
    return found
