"""One strategy in depth as JSON: the answer and its description at once."""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, Field

from models.fusion.reading import entropy, scale_maps
from models.fusion_results import Attended, FusionSentence, StrategyReading

DIGITS, FINE = 5, 6  # of scores, of attention


class AttendedDocument(BaseModel):
    """One attention: layers x heads x queries x keys."""

    name: str
    queries: str = Field(description="`words` (tokens), `places`, `joint` or `joint_bare`.")
    keys: str
    layers: int
    heads: int
    grid: list[int]
    entropy: list[list[float]] = Field(description="Per layer and head, as a share of the highest possible.")
    weights: list[list[list[list[float]]]] | None = Field(description="With `weights=1`.")


class ScaleDocument(BaseModel):
    """The maps of one attention by itself."""

    name: str
    maps: list[list[list[float]]] = Field(description="Per word, row by row over the whole photo; sums to 1.")


class StrategyDocument(BaseModel):
    """One strategy in depth."""

    name: str
    match: float
    logit: float
    words: list[str]
    tokens: list[str]
    maps: list[list[list[float]]] | None = Field(description="Per word, row by row over the whole photo; sums to 1.")
    scales: list[ScaleDocument] = Field(description="Of strategies with several attentions, whose mean `maps` is.")
    attention: list[AttendedDocument]


def strategy_document(reading: StrategyReading, heard: FusionSentence, weights: bool) -> StrategyDocument:
    """One strategy, its maps and its attention; every weight where that is asked for."""
    return StrategyDocument(
        name=reading.name,
        match=round(reading.match, DIGITS),
        logit=round(reading.logit, DIGITS),
        words=[word.text for word in heard.words],
        tokens=list(heard.tokens),
        maps=None if reading.maps is None else np.round(reading.maps.astype(float), FINE).tolist(),
        scales=_scales(reading, heard) if len(reading.attentions) > 1 else [],
        attention=[_attended(each, weights) for each in reading.attentions],
    )


def _scales(reading: StrategyReading, heard: FusionSentence) -> list[ScaleDocument]:
    return [
        ScaleDocument(name=name, maps=np.round(maps.astype(float), FINE).tolist())
        for name, maps in scale_maps(reading, heard.pooling)
    ]


def _attended(each: Attended, weights: bool) -> AttendedDocument:
    layers, heads = each.weights.shape[:2]
    return AttendedDocument(
        name=each.name,
        queries=each.queries,
        keys=each.keys,
        layers=layers,
        heads=heads,
        grid=list(each.grid),
        entropy=np.round(entropy(each.weights).astype(float), DIGITS).tolist(),
        weights=np.round(each.weights.astype(float), FINE).tolist() if weights else None,
    )
