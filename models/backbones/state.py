"""Reading a person's own weights, without running any code that the file may hold."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from models.errors import InvalidArgument

WRAPPERS = ("state_dict", "model_state_dict", "model")


def read_state(path: Path) -> dict[str, Tensor]:
    """A state dict from .pth or .safetensors, also wrapped by a training script; raises InvalidArgument."""
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(path)
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged file makes the readers raise
        raise bad_weights(f"{path.name} cannot be read as weights ({type(error).__name__}).") from error
    for wrapper in WRAPPERS:
        if isinstance(stored, dict) and isinstance(stored.get(wrapper), dict):
            stored = stored[wrapper]
    if not isinstance(stored, dict) or not all(isinstance(value, Tensor) for value in stored.values()):
        raise bad_weights(f"{path.name} is not a state dict.")
    return {str(key).removeprefix("module."): value for key, value in stored.items()}


def count_classes(state: dict[str, Tensor]) -> int:
    """Rows of the last matrix: the number of classes; raises InvalidArgument when there is none."""
    matrices = [value for value in state.values() if value.ndim == 2]
    if not matrices:
        raise bad_weights("The weights hold no linear layer.")
    return len(matrices[-1])


def load_state(model: nn.Module, state: dict[str, Tensor], name: str) -> None:
    """Every key must match; raises InvalidArgument."""
    try:
        model.load_state_dict(state, strict=True)
    except RuntimeError as error:
        raise bad_weights(f"The weights do not fit {name}.") from error


def bad_weights(message: str) -> InvalidArgument:
    """What to say of a file that holds no weights, or another model's."""
    return InvalidArgument(
        message,
        code="bad_weights",
        argument="weights",
        hint="Give the state dict of exactly this model, as .pth or .safetensors.",
    )
