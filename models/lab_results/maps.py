"""Channels of a stage, and how they are coloured."""

from __future__ import annotations

from dataclasses import dataclass

from models.results import FloatArray

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class FeatureMaps:
    """Every channel of one stage for one photo."""

    stage: str
    maps: FloatArray  # (channels, rows, cols)
    signed: bool  # values may be negative: centre colours at zero
    reduction: int  # input pixels per cell


@dataclass(frozen=True)
class StagedPhoto:
    """One photo seen by every stage of one backbone."""

    backbone: str
    width: int  # pixels of the upright photo
    height: int
    inputs: FloatArray  # (1, 3, size, size), what the network was given
    stages: tuple[FeatureMaps, ...]
    logits: FloatArray  # (classes,)
    independent: bool = False  # as in NetworkPlan


@dataclass(frozen=True)
class ValueScale:
    """From which value to which value colours run; symmetric about zero where signs matter."""

    low: FloatArray  # (channels,)
    high: FloatArray  # (channels,)
    shared: bool  # one range for all channels


@dataclass(frozen=True)
class Place:
    """One cell of one channel."""

    row: int
    col: int
    value: float
    box: Box  # what the cell covers of the photo; its receptive field is larger


@dataclass(frozen=True)
class ChannelColours:
    """All channels of a stage as three: their principal components as red, green and blue."""

    rgb: FloatArray  # (rows, cols, 3), 0..1
    explained: tuple[float, float, float]  # share of the variance that each component carries
