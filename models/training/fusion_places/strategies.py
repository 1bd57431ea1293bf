"""The strategies as they are trained here: those of the catalogue, with an `early` that is early."""

from __future__ import annotations

import torch
from safetensors.torch import load_file

from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.early_patches import EarlyPatches
from models.fusion.strategy import FusionStrategy
from models.weights import entry

NAMES = tuple(strategy.name for strategy in STRATEGIES)
SHIPPED = "fusion_lab"


def build(name: str) -> FusionStrategy:
    """A strategy with random weights of its own."""
    return EarlyPatches() if name == EarlyPatches.name else build_strategy(name)


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
