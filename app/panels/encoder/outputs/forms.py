"""The four forms of one photo's features, with what each amounts to."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.encoder.outputs.result import OutputsResult
from app.panels.encoder.query import Form
from models.encoder.forms import fingerprint, sequence_of
from models.results import FloatArray


@dataclass(frozen=True)
class HandedForm:
    """One form."""

    form: Form
    values: FloatArray

    @property
    def shape(self) -> tuple[int, ...]:
        """As it is handed over."""
        return self.values.shape

    @property
    def numbers(self) -> int:
        """How many."""
        return int(self.values.size)

    @property
    def bytes(self) -> int:
        """As 32-bit floats."""
        return int(self.values.nbytes)

    @property
    def fingerprint(self) -> str:
        """Over every bit."""
        return fingerprint(self.values)


def handed_forms(result: OutputsResult) -> tuple[HandedForm, ...]:
    """Grid (H, W, D), sequence (H W, D), regions (N, D), pooled (D,)."""
    grid = result.encoded.grid
    return (
        HandedForm(Form.GRID, grid.transpose(1, 2, 0)),
        HandedForm(Form.SEQUENCE, sequence_of(grid)),
        HandedForm(Form.REGIONS, result.regions.features),
        HandedForm(Form.POOLED, result.encoded.pooled),
    )
