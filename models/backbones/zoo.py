"""The door for other people's networks: classifiers of torchvision and timm, where those libraries are installed."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from torch import nn

from models.backbone import Backbone
from models.backbones.dataflow import stage_by_dataflow
from models.backbones.library import missing_library
from models.backbones.state import count_classes, load_state, read_state
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
        load_state(model, state, name)
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


def _unknown(library: str, name: str) -> InvalidArgument:
    return InvalidArgument(
        f"{library} has no model called {name!r}.",
        code="no_such_backbone",
        argument="backbone",
        hint=f"See the list of models in {library}'s documentation.",
    )
