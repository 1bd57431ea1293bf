"""The weights that training starts from: the same fusion without a detector (its row of the manifest says how)."""

from __future__ import annotations

from safetensors.torch import load_file
from torch import Tensor

from models.weights import entry

NAME = "cross_attention_start"


def starting_state() -> dict[str, Tensor]:
    """Its state dict, in float32."""
    return {name: value.float() for name, value in load_file(entry(NAME).file).items()}
