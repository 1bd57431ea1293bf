"""The measured table of all fusion strategies: accuracy from the manifest, costs from benchmarks/fusion.py."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.photo_size import USUAL_WORDS, WEIGHTS, places_side
from models.fusion_results import FusionMeasurement
from models.statistics import SeedInterval, interval
from models.weights import FOLDER, digest_of, known, manifest

COSTS = "fusion_costs.json"
GROUP = 4  # true pairs of a group: models/training/fusion_lab.py
ONE_RULER = "after block14 and the third text layer"  # what times are measured over; older ones: the graph alone
WAYS, RANKS = ("photo_to_caption", "caption_to_photo"), (1, 5, 10)


@dataclass(frozen=True)
class StrategyRow:
    """One strategy of the table."""

    name: str
    accuracy: SeedInterval  # true against swapped pairs, half of each
    above: SeedInterval  # true pair above the swapped one
    recalls: tuple[tuple[str, SeedInterval], ...]  # photo_to_caption_1 ...
    pointing: SeedInterval | None  # of caption words; None where the strategy never looks at a place
    pointing_people: SeedInterval | None
    pointing_things: SeedInterval | None
    pointing_by: str | None  # "rollout" or "attention"
    parameters: int
    macs: int  # of a pair of the places that photos are read into and 32 tokens, after block14 and the third text layer
    growth: tuple[FusionMeasurement, ...]
    queries: int  # of retrieval
    gallery: int  # what it ranks

    @property
    def measured(self) -> FusionMeasurement:
        """At the places that photos are read into, and 32 tokens."""
        return next(each for each in self.growth if (each.places, each.words) == (places_side(), USUAL_WORDS))


@dataclass(frozen=True)
class FirstTraining:
    """At 224 pixels, to match alone; one seed, with whose weights all seeds of the second training begin."""

    steps: int
    captions: int  # true pairs, repetitions counted
    learning_rate: float


@dataclass(frozen=True)
class Course:
    """A learning rate rises to its height and falls along a cosine."""

    steps: int
    learning_rate: float


@dataclass(frozen=True)
class FusionTraining:
    """How all strategies were trained. Pairs are true ones, repetitions counted."""

    first: FirstTraining
    aligned_steps: int  # of those that attend, before all others
    courses: tuple[Course, ...]  # one after the other
    captions: int  # pairs to match
    placed: int  # pairs whose words have places, of those that attend
    seeds: int


@cache
def read_training() -> FusionTraining:
    """As the manifest has it; a step sees so many groups of four true pairs, and pairs that place."""
    digest_of(WEIGHTS)
    row = manifest()["weights"][WEIGHTS]["training"]
    first, courses = row["first"], row["courses"]
    aligned = courses[0]["align_steps"]
    return FusionTraining(
        FirstTraining(first["steps"], first["steps"] * first["groups"] * GROUP, first["learning_rate"]),
        aligned,
        tuple(Course(each["steps"], each["learning_rate"]) for each in courses),
        sum(each["steps"] * (each["groups"] + each["coarse"]) * GROUP for each in courses),
        aligned * courses[0]["align_photos"]
        + sum(each["steps"] * (each["placed"] + each["aligned"]) for each in courses),
        len(courses[0]["seeds"]),
    )


@cache
def read_table() -> tuple[StrategyRow, ...]:
    """All strategies in the order in which they are shown; raises BrokenInstall where the weights are missing."""
    metrics = known(WEIGHTS).metrics
    stored = json.loads((FOLDER / COSTS).read_text(encoding="utf-8"))
    growth = [FusionMeasurement(**row) for row in stored["measurements"]]
    return tuple(_row(name, metrics, growth, stored["macs"][name]) for name in STRATEGY_SHAPES)


@cache
def measured_on() -> dict[str, Any]:
    """The machine of the stored costs."""
    machine: dict[str, Any] = json.loads((FOLDER / COSTS).read_text(encoding="utf-8"))["machine"]
    return machine


@cache
def times_by_one_ruler() -> bool:
    """Whether the stored times count the same layers for all, as the multiply-accumulates do."""
    stored = json.loads((FOLDER / COSTS).read_text(encoding="utf-8"))
    return bool(stored.get("ruler") == ONE_RULER)


def _row(name: str, metrics: dict[str, Any], growth: list[FusionMeasurement], macs: int) -> StrategyRow:
    seeds = metrics["seeds"][name]

    def over(key: str) -> SeedInterval:
        return interval([seed[key] for seed in seeds])

    def pointing(group: str) -> SeedInterval | None:
        return interval([seed["pointing"][group] for seed in seeds]) if seeds[0]["pointing"] else None

    attention = STRATEGY_SHAPES[name].attention
    joint = any(queries.startswith("joint") for _, queries, _ in attention)
    return StrategyRow(
        name,
        over("match_accuracy"),
        over("true_above_swapped"),
        tuple((f"{way}_{rank}", over(f"{way}_recall_at_{rank}")) for way in WAYS for rank in RANKS),
        pointing("all"),
        pointing("person"),
        pointing("not_person"),
        ("rollout" if joint else "attention") if attention else None,
        metrics["costs"][name]["parameters"],
        macs,
        tuple(each for each in growth if each.name == name),
        seeds[0]["queries"],
        seeds[0]["gallery"],
    )
