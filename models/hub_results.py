"""What a person's own CLIP or BLIP hands out: frozen dataclasses of numpy arrays. Nothing here imports torch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.fusion_results import StrategyReading
from models.lab_results.maps import Box
from models.results import FloatArray, Word


class HubKind(StrEnum):
    """Which family a checkpoint belongs to."""

    CLIP = "clip"  # two towers, one vector each, joined by a cosine (Radford et al. 2021, arXiv:2103.00020)
    BLIP = "blip"  # words query places, a head says match or no match (Li et al. 2022, arXiv:2201.12086)


class Fit(StrEnum):
    """How a photo that is no square becomes the square that the model reads."""

    SQUASH = "squash"  # the whole photo, its aspect lost
    CROP = "crop"  # the middle of the photo, as CLIP's own processor cuts it; the rest is not seen


class MapKind(StrEnum):
    """What a map of places shows. The first two are BLIP's, the others CLIP's."""

    ATTENTION = "attention"  # cross-attention, mean over layers and heads; a word's places sum to 1
    GRADIENT = "gradient"  # attention times the positive gradient of the match score, mean over layers and heads
    SIMILARITY = "similarity"  # cosine of a place's vector and the word's; CLIP was never trained for this
    ALONE = "alone"  # the same, each place attending to itself only in the last layer (arXiv:2112.01071)


@dataclass(frozen=True)
class HubFacts:
    """What is known of a checkpoint before it reads."""

    name: str  # as asked for: clip:FOLDER, blip:OWNER/NAME
    kind: HubKind
    parameters: int
    size: int  # side of the input square, pixels
    grid: tuple[int, int]  # rows, cols of places
    layers: int  # of cross-attention for BLIP, of the vision tower for CLIP
    heads: int
    tokens: int  # most tokens of a sentence
    fits: tuple[Fit, ...]  # the processor's own way last


@dataclass(frozen=True)
class HubPhoto:
    """What the vision tower makes of a photo, enough to read any number of sentences against it."""

    width: int  # pixels of the upright photo
    height: int
    fit: Fit
    frame: Box  # what the square covers of the photo
    states: FloatArray  # (1 + places, width of the tower): class token, then places, last layer
    alone: FloatArray | None  # (places, width of the tower), CLIP only: see MapKind.ALONE


@dataclass(frozen=True)
class HubMap:
    """Where each word looks, in the map's own unit; cells cover the reading's frame, not always the whole photo."""

    kind: MapKind
    words: FloatArray  # (words, rows, cols)
    sentence: FloatArray  # (rows, cols), of the whole sentence


@dataclass(frozen=True)
class Rival:
    """Another sentence against the same photo."""

    sentence: str
    match: float  # as the reading's own: BLIP's probability, CLIP's share among all


@dataclass(frozen=True)
class HubReading:
    """One checkpoint on one photo and one sentence.

    `reading` has the fusion lab's shape. BLIP's `match` is its head's own probability. CLIP has no such thing: its
    `match` is the share that the sentence takes from its rivals. `reading.maps` sum to 1 over the frame.
    """

    facts: HubFacts
    width: int
    height: int
    fit: Fit
    frame: Box
    sentence: str
    words: tuple[Word, ...]
    cut_at: int | None  # character offset from which the model read nothing
    tokens: tuple[str, ...]
    pooling: FloatArray  # (words, tokens): averages the tokens of each word
    reading: StrategyReading
    maps: tuple[HubMap, ...]
    gradients: FloatArray | None  # (layers, heads, tokens, places), BLIP only: attention x positive gradient
    elsewhere: FloatArray | None  # (layers, heads, tokens), BLIP only: attention to the class token, which is no place
    rivals: tuple[Rival, ...]
    cosine: float | None  # of the two pooled vectors, CLIP only

    def map_of(self, kind: MapKind) -> HubMap:
        """The map of this kind, or the first there is."""
        return next((each for each in self.maps if each.kind is kind), self.maps[0])
