"""What the address of the encoder panel says: the size of the photo, what lies over it, which other sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.panels.query import PanelQuery, choice, text, whole
from models.encoder.sizes import SIZES
from models.encoder_results import RegionKind

SENTENCE = 2000  # most characters of another sentence


class Form(StrEnum):
    """In which form the features are drawn over the photo."""

    GRID = "grid"
    SEQUENCE = "sequence"
    REGIONS = "regions"
    POOLED = "pooled"


@dataclass(frozen=True)
class EncoderQuery(PanelQuery):
    """The panel's state; what cannot be read is at its default."""

    view: str = text("outputs")
    size: str = choice("224", SIZES)
    form: Form = choice(Form.SEQUENCE, Form)
    by: RegionKind | None = choice(None, RegionKind)  # boxes where there are any
    row: int | None = whole()
    col: int | None = whole()
    other: str = text("", SENTENCE)
    strength: int = whole(80, high=100)

    @property
    def pixels(self) -> tuple[int, int]:
        """(height, width) in which the photo is shown."""
        return SIZES[self.size]

    def cell(self, rows: int, cols: int) -> tuple[int, int]:
        """The cell in the address where the grid has it, otherwise one in the middle."""
        row, col = self.row, self.col
        if row is None or col is None or row >= rows or col >= cols:
            return rows // 2, cols // 2
        return row, col
