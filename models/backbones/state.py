"""Reading a person's own weights, without running any code that the file may hold."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.backbones.bad_weights import holds_code, no_state, not_finite, of_another, unreadable

WRAPPERS = ("state_dict", "model_state_dict", "model")
_NAMED = re.compile(r"GLOBAL (\S+)")  # how torch says which object a pickle names
_COUNTER = "num_batches_tracked"  # of batch norms; older files lack it, and it changes nothing


def read_state(path: Path) -> dict[str, Tensor]:
    """A state dict from .pth or .safetensors, also wrapped by a training script; raises InvalidArgument."""
    stored = _read(path)
    for wrapper in WRAPPERS:
        if isinstance(stored, dict) and isinstance(stored.get(wrapper), dict):
            stored = stored[wrapper]
    if not isinstance(stored, dict) or not stored or not all(isinstance(each, Tensor) for each in stored.values()):
        raise no_state(path.name)
    state = {str(key).removeprefix("module."): value for key, value in stored.items()}
    for key, value in state.items():
        if value.is_floating_point() and not bool(torch.isfinite(value).all()):
            raise not_finite(path.name, key)
    return state


def _read(path: Path) -> Any:
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the pickle's protocol, on which nobody can act
            return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged file makes the readers raise
        if named := _NAMED.search(str(error)):
            raise holds_code(path.name, named[1][:80]) from error
        raise unreadable(path.name, type(error).__name__) from error


def count_classes(state: Mapping[str, Tensor], model: nn.Module, name: str) -> int | None:
    """For how many classes a state is, by where it differs from `model`; None where it does not.

    A classifier for other classes differs in the first size of its last layer, wherever that stands in the file.
    Raises InvalidArgument for a state that differs in anything else.
    """
    wanted = model.state_dict()
    others = [key for key in wanted if key in state and state[key].shape != wanted[key].shape]
    counts = {len(state[key]) for key in others if state[key].ndim and state[key].shape[1:] == wanted[key].shape[1:]}
    before = {len(wanted[key]) for key in others if wanted[key].ndim}
    if others and (len(counts), len(before)) != (1, 1):
        raise _misfit(state, wanted, name)
    return counts.pop() if others else None


def load_state(model: nn.Module, state: Mapping[str, Tensor], name: str) -> None:
    """Every key must match; raises InvalidArgument."""
    try:
        model.load_state_dict(state, strict=True)
    except RuntimeError as error:
        raise _misfit(state, model.state_dict(), name) from error


def _misfit(state: Mapping[str, Tensor], wanted: Mapping[str, Tensor], name: str) -> Exception:
    """Which of the network's tensors the file has, and the first that one of them lacks or has in another shape."""
    asked = [key for key in wanted if not key.endswith(_COUNTER)]
    wrong = [key for key in asked if key not in state or state[key].shape != wanted[key].shape]
    wrong += [key for key in state if key not in wanted]
    fits = sum(key in state and state[key].shape == wanted[key].shape for key in asked)
    return of_another(name, fits, len(asked), next(iter(wrong), _COUNTER)[:80])
