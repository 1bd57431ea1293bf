"""What each fusion strategy reads and which attention it has, for those who must not import torch.

A test holds this equal to the strategies' own declarations (models/fusion/catalogue.py).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StrategyShape:
    """Stages of the CNN, depths of MiniLM, and (name, queries, keys) of each attention."""

    stages: tuple[str, ...] = ("head",)
    depths: tuple[int, ...] = (6,)
    attention: tuple[tuple[str, str, str], ...] = ()


_SELF = (("self", "joint", "joint"),)
_LOOKS, _READS = ("words_to_places", "words", "places"), ("places_to_words", "places", "words")
_SCALES = ("block4", "block10", "head")

STRATEGY_SHAPES: dict[str, StrategyShape] = {
    "late_dual": StrategyShape(),
    "late_concat": StrategyShape(),
    "early": StrategyShape(depths=(0,), attention=_SELF),
    "multi_scale": StrategyShape(_SCALES, (3,), tuple((stage, "words", "places") for stage in _SCALES)),
    "inside_cnn": StrategyShape(("block14",), attention=(("self", "joint_bare", "joint_bare"),)),
    "cross_words": StrategyShape(attention=(_LOOKS,)),
    "cross_places": StrategyShape(attention=(_READS,)),
    "co_attention": StrategyShape(attention=(_LOOKS, _READS)),
    "multimodal": StrategyShape(attention=_SELF),
}
