"""What benchmarks/fusion_lessons.py measured: baselines of pointing, who notices what, what place codes are worth."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.fusion.baselines import PointingBaselines, read_baselines
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.lesson_swaps import SwapKind
from models.fusion.place_codes import PlaceOrder
from models.fusion.preference import Preference
from models.weights import FOLDER

LESSONS = "fusion_lessons.json"


@dataclass(frozen=True)
class Noticed:
    """One strategy's answers to the swaps of one kind."""

    strategy: str
    kind: SwapKind
    true_one: int
    no_difference: int
    wrong_one: int

    @property
    def tried(self) -> int:
        """How many swaps."""
        return self.true_one + self.no_difference + self.wrong_one

    @property
    def share(self) -> float:
        """Of the swaps, how many are noticed: 0..1."""
        return self.true_one / self.tried if self.tried else 0.0


@dataclass(frozen=True)
class PlaceWorth:
    """One strategy with one order of its place codes, per cent."""

    strategy: str
    order: PlaceOrder
    accuracy: float  # true pair above the swapped one
    pointing: float


@dataclass(frozen=True)
class FusionLessons:
    """Everything, as measured."""

    baselines: PointingBaselines
    scales: tuple[tuple[str, float], ...]  # of multi_scale: stage, pointing of that scale's map alone
    noticed: tuple[Noticed, ...]
    places: tuple[PlaceWorth, ...]
    pairs: int  # of Flickr8k's test split, for `places`
    place_words: int  # caption words, for `places`

    def of_kind(self, kind: SwapKind) -> tuple[Noticed, ...]:
        """Every strategy's answers to one kind of swap."""
        return tuple(each for each in self.noticed if each.kind is kind)

    def places_of(self, strategy: str) -> dict[PlaceOrder, PlaceWorth]:
        """One strategy with each order of its codes."""
        return {each.order: each for each in self.places if each.strategy == strategy}


@cache
def read_lessons() -> FusionLessons:
    """As they were measured."""
    stored = json.loads((FOLDER / LESSONS).read_text(encoding="utf-8"))
    return FusionLessons(
        read_baselines(),
        tuple(stored["scales"].items()),
        tuple(_noticed(name, stored["noticed"]) for name in _rows(stored["noticed"])),
        tuple(
            PlaceWorth(name, PlaceOrder(order), **worth)
            for name, orders in stored["places"].items()
            for order, worth in orders.items()
        ),
        stored["pairs"],
        stored["place_words"],
    )


def _rows(noticed: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, kind) for name in STRATEGY_SHAPES for kind in noticed[name]]


def _noticed(row: tuple[str, str], noticed: dict[str, Any]) -> Noticed:
    name, kind = row
    answers = noticed[name][kind]
    return Noticed(name, SwapKind(kind), *(answers[each.value] for each in Preference))
