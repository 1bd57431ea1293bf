"""The door for other people's networks: classifiers of torchvision and timm, where those libraries are installed."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from torch import nn

from models.backbone import Backbone
from models.backbones.dataflow import stage_by_dataflow
from models.backbones.library import missing_library, no_such_model
from models.backbones.state import count_classes, load_state, read_state
from models.errors import BrokenInstall
from models.preprocessing import Preprocessing


def load_zoo(name: str, weights: Path | None = None) -> Backbone:
    """``torchvision:NAME`` or ``timm:NAME``, staged, frozen, in evaluation mode.

    `weights` is a local state dict (.pth, .safetensors), also of a network trained for other classes; without one the
    library fetches its own. Raises BrokenInstall where the library or its weights cannot be had, InvalidArgument for an
    unknown model, weights that do not fit, and networks that are not convolutional classifiers.
    """
    library, _, model_name = name.partition(":")
    module = _import(library)
    make = _torchvision if library == "torchvision" else _timm
    if weights is None:
        return stage_by_dataflow(name, *make(module, model_name, pretrained=True))
    state = read_state(weights)
    model, preprocessing = make(module, model_name)
    if classes := count_classes(state, model, name):
        model, _ = make(module, model_name, num_classes=classes)
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


def _torchvision(
    library: Any, name: str, pretrained: bool = False, **made_with: int
) -> tuple[nn.Module, Preprocessing]:
    """The model, and how its pixels are prepared."""
    try:
        weights = library.models.get_model_weights(name).DEFAULT
    except ValueError as error:
        raise no_such_model("torchvision", name) from error
    transform = weights.transforms()
    preprocessing = _preprocessing(transform.crop_size[0], transform.mean, transform.std)
    if pretrained:
        return _fetch(lambda: library.models.get_model(name, weights=weights), name), preprocessing
    return library.models.get_model(name, weights=None, **made_with), preprocessing


def _timm(library: Any, name: str, pretrained: bool = False, **made_with: int) -> tuple[nn.Module, Preprocessing]:
    """As `_torchvision`."""
    if not library.is_model(name.partition(".")[0]):
        raise no_such_model("timm", name)
    if pretrained:
        model = _fetch(lambda: library.create_model(name, pretrained=True), name)
    else:
        model = library.create_model(name, pretrained=False, **made_with)
    known = library.data.resolve_model_data_config(model)
    return model, _preprocessing(known["input_size"][-1], known["mean"], known["std"])


def _fetch(make: Any, name: str) -> nn.Module:
    try:
        model: nn.Module = make()
    except (OSError, RuntimeError, ValueError) as error:
        raise BrokenInstall(
            f"The weights of {name} cannot be fetched ({type(error).__name__}).",
            code="weights_not_fetched",
            argument="backbone",
            hint="Give a local file of weights, or connect to the internet once.",
            name=name,
            why=type(error).__name__,
        ) from error
    return model


def _preprocessing(size: int, mean: Any, std: Any) -> Preprocessing:
    """From statistics of 0..1 to those of 0..255."""
    red, green, blue = (255 * float(value) for value in mean)
    spread = tuple(255 * float(value) for value in std)
    return Preprocessing(int(size), (red, green, blue), (spread[0], spread[1], spread[2]))
