"""What the fusion lab hands out: frozen dataclasses of numpy arrays. Nothing here imports torch."""

from __future__ import annotations

from dataclasses import dataclass

from models.results import FloatArray, Word


@dataclass(frozen=True)
class FusionPhoto:
    """What the frozen CNN stream makes of a photo: the stages that strategies read, channels last."""

    width: int  # pixels of the upright photo
    height: int
    grids: tuple[tuple[str, FloatArray], ...]  # stage name, (rows, cols, channels)

    def grid(self, stage: str) -> FloatArray:
        """(rows, cols, channels) of a stage."""
        return dict(self.grids)[stage]


@dataclass(frozen=True)
class FusionSentence:
    """What the frozen text stream makes of a sentence."""

    sentence: str
    words: tuple[Word, ...]
    cut_at: int | None  # character offset from which the text model read nothing
    tokens: tuple[str, ...]  # word pieces as the tokenizer made them, special tokens included
    pooling: FloatArray  # (words, tokens): averages the tokens of each word
    states: tuple[tuple[int, FloatArray], ...]  # depth, (tokens, 384)
    attention: FloatArray  # (layers 6, heads 12, tokens, tokens) of the text stream itself; rows sum to 1

    def depth(self, depth: int) -> FloatArray:
        """(tokens, 384) at a depth; 0 is the embedding."""
        return dict(self.states)[depth]


@dataclass(frozen=True)
class Attended:
    """One attention of one pair.

    `queries` and `keys` are ``words`` (tokens), ``places``, ``joint`` (a summary token, then places, then tokens) or
    ``joint_bare`` (places, then tokens).
    """

    name: str
    queries: str
    keys: str
    weights: FloatArray  # (layers, heads, queries, keys); rows sum to 1
    grid: tuple[int, int]  # rows, cols of the places in it


@dataclass(frozen=True)
class StrategyReading:
    """One strategy on one photo and one sentence."""

    name: str
    logit: float
    match: float  # 0..1, calibrated on Flickr8k's dev split; 0.5 is the threshold
    maps: FloatArray | None  # (words, rows, cols), each sums to 1; None: this strategy never looks at a place
    attentions: tuple[Attended, ...]
    milliseconds: float  # of the fusion alone, streams not counted


@dataclass(frozen=True)
class FusionMeasurement:
    """Time and memory of one strategy's fusion for one pair, in a process of its own."""

    name: str
    places: int  # side of the grid at stride 32: 7 for a photo of 224 px, 14 for 448, 28 for 896
    words: int  # tokens
    milliseconds: float  # median
    peak_bytes: int  # memory above what the loaded model takes
    threads: int
