"""What each fusion strategy reads and which attention it has, for those who must not import torch.

A test holds this equal to the strategies' own declarations (models/fusion/catalogue.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from models.fusion.streams import EMBEDDING, LAST, PATCHES

PLACES_TAIL, WORDS_TAIL = "places_tail", "words_tail"


@dataclass(frozen=True)
class StrategyShape:
    """Stages of the CNN, depths of MiniLM, (name, queries, keys) of each attention, cells a side of a place."""

    stages: tuple[str, ...] = ("head",)
    depths: tuple[int, ...] = (6,)
    attention: tuple[tuple[str, str, str], ...] = ()
    gathered: int = 1

    @property
    def coded(self) -> tuple[str, ...]:
        """Stages whose places get a code of where they are: of strategies that attend to places, all."""
        return self.stages if self.attention else ()

    @property
    def tails(self) -> tuple[str, ...]:
        """What the streams still do for it after MiniLM's third layer and EfficientNet's block14.

        `multi_scale` and `inside_cnn` hold such layers themselves: counting them for all makes costs comparable.
        """
        needs = {PLACES_TAIL: "head" in self.stages, WORDS_TAIL: LAST in self.depths}
        return tuple(name for name, needed in needs.items() if needed)


_SELF = (("self", "joint", "joint"),)
_LOOKS, _READS = ("words_to_places", "words", "places"), ("places_to_words", "places", "words")
_SCALES = ("block4", "block10", "head")

STRATEGY_SHAPES: dict[str, StrategyShape] = {
    "late_dual": StrategyShape(),
    "late_concat": StrategyShape(),
    "early": StrategyShape((PATCHES,), (EMBEDDING,), _SELF),
    "multi_scale": StrategyShape(_SCALES, (3,), tuple((stage, "words", "places") for stage in _SCALES)),
    "inside_cnn": StrategyShape(("block14",), attention=(("self", "joint_bare", "joint_bare"),)),
    "cross_words": StrategyShape(attention=(_LOOKS,)),
    "cross_places": StrategyShape(attention=(_READS,)),
    "co_attention": StrategyShape(attention=(_LOOKS, _READS)),
    "multimodal": StrategyShape(attention=_SELF),
}
