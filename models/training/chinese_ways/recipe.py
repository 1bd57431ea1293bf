"""How the comparison is made: configs/chinese_ways.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.training.chinese_ways.adapter import AdapterRecipe
from models.training.chinese_ways.own_training import OwnRecipe

CONFIG = Path(__file__).parents[1] / "configs" / "chinese_ways.json"


@dataclass(frozen=True)
class WaysRecipe:
    """Sizes of every sample, and how each way is taught."""

    seed: int
    photos: int  # of the train split, with all of their captions
    align_least: float  # probability of a word's English
    train_looks: int  # photos of these that the small stream is trained with
    dev_photos: int
    dev_captions: int  # of people's, a photo
    adapter: AdapterRecipe
    own: OwnRecipe


def read_recipe(path: Path = CONFIG) -> WaysRecipe:
    """The committed one, or another."""
    stored = json.loads(path.read_text())
    return WaysRecipe(**stored | {"adapter": AdapterRecipe(**stored["adapter"]), "own": OwnRecipe(**stored["own"])})
