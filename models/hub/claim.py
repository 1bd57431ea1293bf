"""What a checkpoint's config.json says it is, before anything is loaded. Imports neither torch nor transformers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.hub_results import HubKind

CONFIG = "config.json"
# The one class of each family that is read here. BLIP's captioner and question answering have no matching head.
CLASSES = {HubKind.CLIP: "CLIPModel", HubKind.BLIP: "BlipForImageTextRetrieval"}


@dataclass(frozen=True)
class Claim:
    """A family (``model_type``), and classes (``architectures``), none where the config does not say."""

    family: str
    classes: tuple[str, ...] = ()

    @property
    def kind(self) -> HubKind | None:
        """The kind that it can be read as; None for everything else."""
        kind = next((kind for kind in HubKind if kind == self.family), None)
        return kind if kind and (not self.classes or CLASSES[kind] in self.classes) else None


def read_claim(config: Path) -> Claim:
    """Of a config.json; an empty one where it cannot be read."""
    try:
        known = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = None
    return claim_of(known.get("model_type"), known.get("architectures")) if isinstance(known, dict) else Claim("")


def claim_of(family: object, classes: object) -> Claim:
    """From the two values as they stand in a config."""
    listed = classes if isinstance(classes, list | tuple) else ()
    return Claim(str(family or ""), tuple(map(str, listed)))
