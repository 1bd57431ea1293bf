"""How all siblings are trained: the fusion lab's recipe, and which boxes are regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.training.fusion_lab import FusionRecipe
from models.training.recipes import recipe_of

CONFIG = Path(__file__).parents[1] / "configs" / "fusion_regions.json"


@dataclass(frozen=True)
class RegionRecipe(FusionRecipe):
    """As for the lab's nine strategies."""

    floor: float  # lowest score of a box


def read_recipe(changes: Iterable[str] = ()) -> RegionRecipe:
    """The recipe as the JSON file has it, with some of it said otherwise."""
    return recipe_of(RegionRecipe, CONFIG, changes)
