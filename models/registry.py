"""Which backbones there are, by name. Imports no torch; loading one does.

A file in models/backbones that has CONFIGS (models/backbones/config.py) offers the backbones listed there and loads
them by its `load_named(name, weights)`; nothing else names it. Besides those there are ``torchvision:NAME`` and
``timm:NAME`` for classifiers of those libraries (models/backbones/zoo.py).
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from models.backbones.config import BackboneConfig, Family, read_configs
from models.errors import InvalidArgument

if TYPE_CHECKING:
    from models.backbone import Backbone

FOLDER = Path(__file__).parent / "backbones"
LIBRARIES = ("torchvision", "timm")
_ZOO_NAME = re.compile(rf"({'|'.join(LIBRARIES)}):[A-Za-z0-9][A-Za-z0-9_.-]*")


def find_backbones(folder: Path = FOLDER) -> dict[str, tuple[str, BackboneConfig]]:
    """Name -> module and row of every backbone of the folder's files; raises ValueError for a name used twice."""
    found: dict[str, tuple[str, BackboneConfig]] = {}
    for path in sorted(folder.glob("*.py")):
        for config in read_configs(path):
            if config.name in found:
                raise ValueError(f"two backbones are called {config.name}: {found[config.name][0]} and {path.stem}")
            found[config.name] = (f"models.backbones.{path.stem}", config)
    return found


_FOUND = find_backbones()


def _family(family: Family) -> dict[str, BackboneConfig]:
    return {name: config for name, (_, config) in _FOUND.items() if config.family == family}


PACKAGED = _family(Family.GENERAL)  # classifiers of whole photos
SMALL = _family(Family.POOLING)  # four networks that differ in their pooling alone
LAYERED = PACKAGED | _family(Family.DETECTOR)  # what Layers offers
BUILT_IN = LAYERED | SMALL


def backbone_names() -> tuple[str, ...]:
    """The backbones that Layers offers, in that order."""
    return tuple(LAYERED)


def module_of(name: str) -> str:
    """The module that builds and loads a backbone of this project."""
    return _FOUND[name][0]


def is_zoo_name(name: str) -> bool:
    """Whether a name asks for a model of another library; no hub addresses, only plain names."""
    return _ZOO_NAME.fullmatch(name) is not None


def check_name(name: str) -> str:
    """The name, when it can be a backbone's; raises InvalidArgument otherwise."""
    if name in BUILT_IN or is_zoo_name(name):
        return name
    raise InvalidArgument(
        f"There is no backbone called {name[:80]!r}.",
        code="no_such_backbone",
        argument="backbone",
        hint=f"Choose one of: {', '.join(BUILT_IN)}; or torchvision:NAME or timm:NAME where that library is installed.",
        known=", ".join(BUILT_IN),
    )


def load_backbone(name: str, weights: Path | None = None) -> Backbone:
    """The pretrained network in torch, frozen, in evaluation mode.

    Args:
        name: one of BUILT_IN, ``torchvision:NAME`` or ``timm:NAME``.
        weights: a local file of weights; without one those of the manifest, or of the library from the hub.

    Raises InvalidArgument for an unknown name or weights that do not fit, BrokenInstall for a missing library.
    """
    check_name(name)
    if is_zoo_name(name):
        from models.backbones.zoo import load_zoo

        return load_zoo(name, weights)
    backbone: Backbone = import_module(module_of(name)).load_named(name, weights)
    return backbone
