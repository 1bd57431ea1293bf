"""The measured table of the siblings, from the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from models.fusion.regions.catalogue_names import SIBLING_SHAPES, WEIGHTS
from models.statistics import SeedInterval, interval
from models.weights import known, manifest

GROUPS = ("all", "person", "not_person")  # of caption words


@dataclass(frozen=True)
class SiblingRow:
    """One sibling."""

    name: str
    accuracy: SeedInterval  # true against swapped pairs, half of each
    above: SeedInterval  # true pair above the swapped one
    pointing: tuple[tuple[str, SeedInterval], ...]  # all, person, not_person
    parameters: int


@dataclass(frozen=True)
class BoxBaselines:
    """Pointing at a box without reading the word, per cent of caption words: all, person, not_person each."""

    words: int
    random_box: dict[str, float]
    surest_box: dict[str, float]
    any_box: dict[str, float]  # no pointer at boxes can do better
    boxes: float  # a photo of Flickr8k and COCO has on average
    without: float  # per cent of those photos


@dataclass(frozen=True)
class SiblingTable:
    """All siblings in the order in which they are shown, and what they stand beside."""

    rows: tuple[SiblingRow, ...]
    baselines: BoxBaselines
    steps: int
    seeds: int
    floor: float

    def above(self, pointer: dict[str, float]) -> tuple[str, ...]:
        """Siblings that point at words better than a pointer that does not read them, with their whole interval."""
        return tuple(row.name for row in self.rows if dict(row.pointing)["all"].low > pointer["all"])


@cache
def read_sibling_table() -> SiblingTable:
    """As measured; raises BrokenInstall where the weights are missing."""
    metrics, training = known(WEIGHTS).metrics, manifest()["weights"][WEIGHTS]["training"]
    found = metrics["baselines"]
    return SiblingTable(
        tuple(_row(name, metrics) for name in SIBLING_SHAPES),
        BoxBaselines(
            found["words"], found["random_box"], found["surest_box"], found["any_box"],
            found["boxes"]["mean"], found["boxes"]["without"],
        ),
        training["steps"],
        len(training["seeds"]),
        training["floor"],
    )  # fmt: skip


def _row(name: str, metrics: dict[str, Any]) -> SiblingRow:
    seeds = metrics["seeds"][name]

    def over(key: str) -> SeedInterval:
        return interval([seed[key] for seed in seeds])

    pointing = tuple((group, interval([seed["pointing"][group] for seed in seeds])) for group in GROUPS)
    return SiblingRow(
        name, over("match_accuracy"), over("true_above_swapped"), pointing, metrics["parameters"][name]
    )  # fmt: skip
