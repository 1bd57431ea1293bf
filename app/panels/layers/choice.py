"""A choice that several sub-views offer: a class of the photo."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.layers.numbers import value
from models.lab_results.classes import ClassScore


@dataclass(frozen=True)
class ClassRow:
    """One class: how probable, and the link that shows its map."""

    index: int
    name: str
    probability: float
    logit: str
    href: str
    current: bool


def class_row(score: ClassScore, href: str, current: bool = False) -> ClassRow:
    """A class as a row of a list."""
    return ClassRow(score.index, score.name, score.probability, value(score.logit), href, current)
