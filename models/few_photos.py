"""What a convolution net and a dense one learn of few photos: the measurements of models/training/few_photos.py."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.statistics import SeedInterval, interval

FILE = Path(__file__).parent / "weights" / "few_photos.json"
NETS = ("convolution", "dense")


@dataclass(frozen=True)
class FewPoint:
    """One net after training on so many photos, over seeds, in per cent."""

    photos: int
    share: float  # of the train split
    seen: SeedInterval  # accuracy on the photos that it was trained on
    unseen: SeedInterval  # on the test split
    moved: SeedInterval  # on the test split with every photo moved


@dataclass(frozen=True)
class FewCurve:
    """One net over growing numbers of photos."""

    net: str
    weights: int
    points: tuple[FewPoint, ...]


@dataclass(frozen=True)
class FewPhotos:
    """Both nets, trained alike."""

    curves: tuple[FewCurve, ...]
    steps: int
    batch: int
    learning_rate: float
    side: int  # pixels
    moved: int  # pixels, at most, of photos that are moved
    tests: int  # photos
    classes: int


@cache
def read_few_photos() -> FewPhotos | None:
    """As they were measured; None where they have not been."""
    if not FILE.exists():
        return None
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    recipe = stored["recipe"]
    curves = tuple(_curve(net, [row for row in stored["rows"] if row["net"] == net]) for net in NETS)
    return FewPhotos(
        curves,
        recipe["steps"],
        recipe["batch"],
        recipe["learning_rate"],
        recipe["side"],
        recipe["moved"],
        stored["tests"],
        stored["classes"],
    )


def _curve(net: str, rows: list[dict[str, Any]]) -> FewCurve:
    shares = sorted({row["share"] for row in rows})
    return FewCurve(
        net, rows[0]["weights"], tuple(_point([r for r in rows if r["share"] == share]) for share in shares)
    )


def _point(rows: list[dict[str, Any]]) -> FewPoint:
    seen, unseen, moved = (interval([100 * row[name] for row in rows]) for name in ("seen", "unseen", "moved"))
    return FewPoint(rows[0]["photos"], rows[0]["share"], seen, unseen, moved)
