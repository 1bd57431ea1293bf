"""What the address of the fusion panel says: which word, which strategy, which other sentence."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.query import PanelQuery, choice, flag, text, whole
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.hub_results import Fit, MapKind

TEXT = "text"  # `name=text`: the text stream's own attention
NAMES = (*STRATEGY_SHAPES, TEXT)
FIRST = ("late_dual", "cross_words", "multimodal")  # one of each kind, shown before the others are asked for
ATTENDING = tuple(name for name, shape in STRATEGY_SHAPES.items() if shape.attention)
SENTENCE = 2000  # most characters of another sentence


@dataclass(frozen=True)
class FusionQuery(PanelQuery):
    """The panel's state; what cannot be read is at its default."""

    view: str = text("compare")
    word: int | None = whole()
    name: str = choice("cross_words", NAMES)
    every: bool = flag()  # all strategies as cards, not only the first three
    other: str = text("", SENTENCE)  # a sentence to compare with: the person's own, one word swapped
    row: int | None = whole()
    col: int | None = whole()
    layer: int | None = whole()
    head: int | None = whole()
    strength: int = whole(80, high=100)
    model: str = text("", SENTENCE)  # of the hub
    fit: Fit = choice(Fit.SQUASH, Fit)  # how the hub's model gets its square
    maps: str = choice("", tuple(MapKind))  # which of the hub's maps

    @property
    def cell(self) -> tuple[int, int] | None:
        """(row, col), where both are given."""
        return None if self.row is None or self.col is None else (self.row, self.col)
