"""The second training of the strategies of the fusion lab, as the configuration has it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from models.training.recipes import recipe_of

FOLDER = Path(__file__).parents[1] / "configs"
COURSES = tuple(FOLDER / f"fusion_places{course}.json" for course in ("", "_second", "_third"))  # one after the other
CONFIG = COURSES[0]


@dataclass(frozen=True)
class PlacesRecipe:
    """How all strategies are trained at 448 pixels."""

    steps: int
    groups: int  # of four true pairs each to match, per step
    coarse: int  # more groups, whose maps are means of two by two cells
    placed: int  # true pairs that only place, per step
    halved: float  # share of those that are halves of two photos
    near: float  # share of groups that are made of near neighbours
    neighbours: int  # how many nearest captions they are drawn from
    place_weight: float  # of the place loss beside the match loss
    learning_rate: float
    weight_decay: float
    warmup: int
    seeds: tuple[int, ...]
    align_weight: float = 0.0  # of the words' and places' alignment (align.py) beside the match loss
    taught_weight: float = 0.0  # of what two strategies of the first training say (teacher.py)
    align_steps: int = 0  # of the aligned start before all others
    align_photos: int = 48  # per step of it
    aligned: int = 24  # photos that are aligned beside every step after it
    align_rate: float = 0.002
    warm: bool = False  # whether a run begins with the weights of its first training
    first_step: int = 0  # of the order in which pairs are drawn: a course goes on where the last has ended


def read_places_recipe(path: Path = CONFIG) -> PlacesRecipe:
    """The recipe of a JSON file."""
    return recipe_of(PlacesRecipe, path)


def read_courses() -> tuple[PlacesRecipe, ...]:
    """The recipes of all courses."""
    return tuple(read_places_recipe(path) for path in COURSES)
