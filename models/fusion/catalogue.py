"""All fusion strategies, in the order in which they are shown, with their frozen parts filled in."""

from __future__ import annotations

from models.backbone import freeze
from models.fusion.cross import CoAttention, CrossPlaces, CrossWords
from models.fusion.early import Early
from models.fusion.inside_cnn import InsideCnn
from models.fusion.late_concat import LateConcat
from models.fusion.late_dual import LateDual
from models.fusion.multi_scale import MultiScale
from models.fusion.multimodal import Multimodal
from models.fusion.strategy import FusionStrategy

STRATEGIES: tuple[type[FusionStrategy], ...] = (
    LateDual, LateConcat, Early, MultiScale, InsideCnn, CrossWords, CrossPlaces, CoAttention, Multimodal,
)  # fmt: skip


def find_strategy(name: str) -> type[FusionStrategy]:
    """The strategy of this name; raises KeyError."""
    return {strategy.name: strategy for strategy in STRATEGIES}[name]


def build_strategy(name: str) -> FusionStrategy:
    """A strategy with random weights of its own and the streams' weights in its frozen parts."""
    strategy = find_strategy(name)()
    if isinstance(strategy, MultiScale):
        from models.text.minilm import load as load_text

        strategy.frozen.load_state_dict(load_text().layers[-len(strategy.frozen) :].state_dict())
        freeze(strategy.frozen)
    if isinstance(strategy, InsideCnn):
        fill_cnn(strategy)
    return strategy


def fill_cnn(strategy: InsideCnn) -> None:
    """In place: the CNN's own stages after the one that is changed."""
    from models.backbones.efficientnet_lite import VARIANTS, load

    strategy.frozen.load_state_dict(load(VARIANTS[0]).stages[-len(strategy.frozen) :].state_dict())
    freeze(strategy.frozen)
