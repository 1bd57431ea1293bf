"""The door for other people's networks: classifiers of torchvision and timm, where those libraries are installed."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.backbone import Backbone
from models.backbones.dataflow import stage_by_dataflow
from models.backbones.library import missing_library
from models.errors import BrokenInstall, InvalidArgument
from models.preprocessing import Preprocessing


def load_zoo(name: str, weights: Path | None = None) -> Backbone:
    """``torchvision:NAME`` or ``timm:NAME``, staged, frozen, in evaluation mode.

    `weights` is a local state dict (.pth, .safetensors), also of a network trained for other classes; without one the
    library fetches its own. Raises BrokenInstall where the library or its weights cannot be had, InvalidArgument for an
    unknown model, weights that do not fit, and networks that are not convolutional classifiers.
    """
    library, _, model_name = name.partition(":")
    module = _import(library)
    state = read_state(weights) if weights else None
    make = _torchvision if library == "torchvision" else _timm
    model, preprocessing = make(module, model_name, count_classes(state) if state else None)
    if state is not None:
        _load(model, state, name)
    return stage_by_dataflow(name, model, preprocessing)


def _import(library: str) -> Any:
    try:
        if library == "torchvision":
            importlib.import_module("torchvision.models")
        return importlib.import_module(library)
    except (
        ImportError,
        RuntimeError,
        OSError,
    ) as error:  # torchvision raises RuntimeError beside a torch it was not built for
        raise missing_library(library, str(error).splitlines()[0]) from error


def _torchvision(library: Any, name: str, classes: int | None) -> tuple[nn.Module, Preprocessing]:
    """The model, pretrained unless the number of classes is given, and how its pixels are prepared."""
    try:
        weights = library.models.get_model_weights(name).DEFAULT
    except ValueError as error:
        raise _unknown("torchvision", name) from error
    transform = weights.transforms()
    preprocessing = _preprocessing(transform.crop_size[0], transform.mean, transform.std)
    if classes is not None:
        return library.models.get_model(name, weights=None, num_classes=classes), preprocessing
    return _fetch(lambda: library.models.get_model(name, weights=weights), name), preprocessing


def _timm(library: Any, name: str, classes: int | None) -> tuple[nn.Module, Preprocessing]:
    """As `_torchvision`."""
    if not library.is_model(name.partition(".")[0]):
        raise _unknown("timm", name)
    if classes is not None:
        model = library.create_model(name, pretrained=False, num_classes=classes)
    else:
        model = _fetch(lambda: library.create_model(name, pretrained=True), name)
    known = library.data.resolve_model_data_config(model)
    return model, _preprocessing(known["input_size"][-1], known["mean"], known["std"])


def _fetch(make: Any, name: str) -> nn.Module:
    try:
        model: nn.Module = make()
    except (OSError, RuntimeError, ValueError) as error:
        raise BrokenInstall(
            f"The weights of {name} cannot be fetched ({type(error).__name__}).",
            code="missing_weights",
            argument="backbone",
            hint="Give a local file of weights, or connect to the internet once.",
        ) from error
    return model


def _preprocessing(size: int, mean: Any, std: Any) -> Preprocessing:
    """From statistics of 0..1 to those of 0..255."""
    red, green, blue = (255 * float(value) for value in mean)
    spread = tuple(255 * float(value) for value in std)
    return Preprocessing(int(size), (red, green, blue), (spread[0], spread[1], spread[2]))


def read_state(path: Path) -> dict[str, Tensor]:
    """A state dict from a file, also wrapped by a training script; runs no code of the file. Raises InvalidArgument."""
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(path)
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged file makes the readers raise
        raise _bad_weights(f"{path.name} cannot be read as weights ({type(error).__name__}).") from error
    for wrapper in ("state_dict", "model_state_dict", "model"):
        if isinstance(stored, dict) and isinstance(stored.get(wrapper), dict):
            stored = stored[wrapper]
    if not isinstance(stored, dict) or not all(isinstance(value, Tensor) for value in stored.values()):
        raise _bad_weights(f"{path.name} is not a state dict.")
    return {str(key).removeprefix("module."): value for key, value in stored.items()}


def count_classes(state: dict[str, Tensor]) -> int:
    """Rows of the last matrix: the number of classes; raises InvalidArgument when there is none."""
    matrices = [value for value in state.values() if value.ndim == 2]
    if not matrices:
        raise _bad_weights("The weights hold no linear layer.")
    return len(matrices[-1])


def _load(model: nn.Module, state: dict[str, Tensor], name: str) -> None:
    try:
        model.load_state_dict(state, strict=True)
    except RuntimeError as error:
        raise _bad_weights(f"The weights do not fit {name}.") from error


def _bad_weights(message: str) -> InvalidArgument:
    return InvalidArgument(
        message,
        code="bad_weights",
        argument="weights",
        hint="Give the state dict of exactly this model, as .pth or .safetensors.",
    )


def _unknown(library: str, name: str) -> InvalidArgument:
    return InvalidArgument(
        f"{library} has no model called {name!r}.",
        code="no_such_backbone",
        argument="backbone",
        hint=f"See the list of models in {library}'s documentation.",
    )
