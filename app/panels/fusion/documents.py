"""The documents of the fusion API."""

from __future__ import annotations

from pydantic import BaseModel, Field


class StrategyMatchDocument(BaseModel):
    """One strategy on a photo and its sentence."""

    name: str
    match: float = Field(description="0..1; 0.5 is the threshold that was fitted on Flickr8k's dev split.")
    logit: float
    looks: bool = Field(description="Whether it attends to places at all.")
    milliseconds: float = Field(description="Of the fusion alone.")
    links: dict[str, str]


class SentenceMatchDocument(BaseModel):
    """One sentence against all strategies, in the order of `strategies`."""

    sentence: str
    matches: list[float]


class SwapDocument(BaseModel):
    """One word in place of another."""

    index: int
    before: str
    after: str
    sentence: str


class FusionDocument(BaseModel):
    """All strategies on one photo and sentence."""

    sentence: str
    words: list[str]
    strategies: list[StrategyMatchDocument]
    sentences: list[SentenceMatchDocument]
    swaps: list[SwapDocument]


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


class StrategyDocument(BaseModel):
    """One strategy in depth."""

    name: str
    match: float
    logit: float
    words: list[str]
    tokens: list[str]
    maps: list[list[list[float]]] | None = Field(description="Per word, row by row over the whole photo; sums to 1.")
    attention: list[AttendedDocument]


class IntervalDocument(BaseModel):
    """Mean over seeds with its 95 % interval, per cent."""

    mean: float
    low: float
    high: float
    seeds: int


class MeasurementDocument(BaseModel):
    """Time and memory of one pair."""

    name: str
    places: int
    words: int
    milliseconds: float
    peak_bytes: int
    threads: int


class StrategyRowDocument(BaseModel):
    """One row of the measured table."""

    name: str
    accuracy: IntervalDocument
    above: IntervalDocument
    recalls: dict[str, IntervalDocument]
    pointing: IntervalDocument | None
    pointing_by: str | None
    parameters: int
    macs: int
    growth: list[MeasurementDocument]


class FusionTableDocument(BaseModel):
    """The measured table of all strategies."""

    strategies: list[StrategyRowDocument]
