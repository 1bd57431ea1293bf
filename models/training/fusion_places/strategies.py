"""The strategies as they are trained here: those of the catalogue, with an `early` that is early."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file

from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.early_patches import EarlyPatches
from models.fusion.strategy import FusionStrategy
from models.training.fusion_lab import read_recipe, train
from models.training.fusion_places.cache import PlacesData
from models.weights import entry

NAMES = tuple(strategy.name for strategy in STRATEGIES)
SHIPPED = "fusion_lab"


def build(name: str) -> FusionStrategy:
    """A strategy with random weights of its own."""
    return EarlyPatches() if name == EarlyPatches.name else build_strategy(name)


def first_weights(name: str, seed: int, start: Path | None) -> dict[str, torch.Tensor] | None:
    """What the first training, at 224 pixels, made of a strategy and seed; None where there is nothing that fits.

    `start` is that training's folder. Without one it is the shipped weights, which are those of seed 0. Neither has an
    `early` that reads patches.
    """
    if name == EarlyPatches.name:
        return None
    if start is not None:
        path = start / f"{name}-{seed}.pt"
        return torch.load(path, weights_only=True) if path.exists() else None
    return shipped_weights(name) if seed == 0 else None


def shipped_weights(name: str) -> dict[str, torch.Tensor]:
    """A strategy's own weights as they are shipped."""
    stored = load_file(entry(SHIPPED).file)
    return {key.removeprefix(f"{name}."): value.float() for key, value in stored.items() if key.startswith(f"{name}.")}


def with_weights(name: str, weights: dict[str, torch.Tensor]) -> FusionStrategy:
    """A strategy with these weights of its own; raises ValueError where they do not fit."""
    model = build(name)
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or any("frozen." not in key for key in missing):
        raise ValueError(f"These weights are not those of {name}: {missing[:3]}, {unexpected[:3]}")
    return model


def started(name: str, data: PlacesData, seed: int, start: Path | None, out: Path) -> FusionStrategy:
    """A strategy from its first training; one that has none gets it here, by the same recipe, on these maps."""
    weights, kept = first_weights(name, seed, start), out / f"{name}-{seed}.first.pt"
    if weights is None and kept.exists():
        weights = torch.load(kept, weights_only=True)
    torch.manual_seed(seed)
    if weights is not None:
        return with_weights(name, weights)
    model = build(name)
    train(model, data, read_recipe(), seed)
    torch.save(model.own_state(), kept)
    return model
