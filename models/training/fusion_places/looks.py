"""The first look of a strategy: what its first attention between words and places compares, before anything is mixed.

A score is a product of what words give alone and what places give alone, so the words of a whole batch can be held
against the places of all its photos without running the strategy on each pair. Both are read from what the strategy
makes of either side by itself, so they cost little where a strategy is run anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor, nn

from models.fusion.cross import Cross
from models.fusion.inside_cnn import InsideCnn
from models.fusion.joint import JointEncoder
from models.fusion.layers import Attention, CrossLayer, EncoderLayer
from models.fusion.multi_scale import SCALES, GatedCross, MultiScale
from models.fusion.strategy import FusionStrategy, Parts, padding_of


@dataclass(frozen=True)
class Look:
    """One attention: places (N, heads, P, d) and words (N, heads, T, d), ready to be multiplied."""

    places: Callable[[Parts], Tensor]  # of what the strategy sees
    words: Callable[[Parts, Tensor], Tensor]  # of what it hears, and the mask of real tokens
    layers: tuple[Attention, ...]  # this attention, then those that later layers have of its kind
    by_places: bool = False  # whether places ask, and words share what each of them gives
    kind: int = 0  # which of the strategy's attention_kinds it is

    def plain(self) -> None:
        """Compare as they are: a random matrix on each side would have to be unlearned first."""
        for layer in (self.layers[0].query, self.layers[0].key):
            if layer.in_features == layer.out_features:
                nn.init.eye_(layer.weight)
                nn.init.zeros_(layer.bias)

    def hand_on(self) -> None:
        """Later layers start from what the first compares."""
        first, *later = self.layers
        for each in later:
            each.query.load_state_dict(first.query.state_dict())
            each.key.load_state_dict(first.key.state_dict())


def looks_of(model: FusionStrategy) -> tuple[Look, ...]:
    """One per attention of the strategy, in its order; none where it never attends.

    The finest scale is left out: its 3,136 places a photo would cost more than all else, and know the least.
    """
    if isinstance(model, Cross):
        words = (_words_look(model),) if "words" in model.asks else ()
        return words + ((_places_look(model, len(words)),) if "places" in model.asks else ())
    if isinstance(model, (JointEncoder, InsideCnn)):
        return (_joint_look(model),)
    if isinstance(model, MultiScale):
        return tuple(_scale_look(model, index) for index in range(1, len(SCALES)))
    return ()


def _words_look(model: Cross) -> Look:
    first = _cross(model.word_layers[0])
    return Look(
        lambda seen: first.attention.read(first.norm_sources(seen[0]))[0],
        lambda heard, _: first.attention.split(first.attention.query, first.norm(heard[0])),
        tuple(_cross(layer).attention for layer in model.word_layers),
    )


def _places_look(model: Cross, kind: int) -> Look:
    first = _cross(model.place_layers[0])
    return Look(
        lambda seen: first.attention.split(first.attention.query, first.norm(seen[0])),
        lambda heard, _: first.attention.read(first.norm_sources(heard[0]))[0],
        tuple(_cross(layer).attention for layer in model.place_layers),
        by_places=True,
        kind=kind,
    )


def _joint_look(model: JointEncoder | InsideCnn) -> Look:
    first = model.layers[0]
    assert isinstance(first, EncoderLayer)
    return Look(
        lambda seen: first.attention.read(first.norm(seen[0]))[0],
        lambda heard, _: first.attention.split(first.attention.query, first.norm(heard[0])),
        tuple(layer.attention for layer in model.layers if isinstance(layer, EncoderLayer)),
    )


def _scale_look(model: MultiScale, index: int) -> Look:
    """Words as the text's own layers before this scale make them, before they have looked at finer ones."""
    cross = model.cross[index]
    assert isinstance(cross, GatedCross)

    def words(heard: Parts, mask: Tensor) -> Tensor:
        tokens = heard[0]
        for layer in model.frozen[:index]:
            tokens, _ = layer(tokens, padding_of(mask, tokens.dtype))
        return cross.attention.split(cross.attention.query, cross.norm(tokens))

    return Look(lambda seen: seen[2 * index], words, (cross.attention,), kind=index)


def _cross(layer: nn.Module) -> CrossLayer:
    assert isinstance(layer, CrossLayer)
    return layer
