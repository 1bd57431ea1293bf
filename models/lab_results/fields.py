"""What a cell can see of a photo, and what it does see."""

from __future__ import annotations

from dataclasses import dataclass

from models.lab_results.maps import Box
from models.results import FloatArray


@dataclass(frozen=True)
class FieldStep:
    """One window on the way from a pixel to a cell: size_after = size_before + (kernel - 1) x dilation x jump."""

    stage: str
    layer: str
    kernel: int
    stride: int
    dilation: int
    jump: int  # input pixels between neighbouring cells before this layer
    size_before: int
    size_after: int

    @property
    def formula(self) -> str:
        """With the numbers in: ``7 + (3 - 1) × 4 = 15``."""
        spread = f"({self.kernel} - 1)" + (f" × {self.dilation}" if self.dilation > 1 else "")
        return f"{self.size_before} + {spread} × {self.jump} = {self.size_after}"


@dataclass(frozen=True)
class ReceptiveField:
    """Which input pixels one cell can depend on."""

    stage: str
    row: int
    col: int
    rows: tuple[int, int]  # first and last input row, inclusive, clipped to the photo
    cols: tuple[int, int]
    box: Box  # the same in the photo's own frame
    size: int | None  # side before clipping, input pixels; None when the whole photo is seen through a global operation
    jump: int  # input pixels between neighbouring cells
    steps: tuple[FieldStep, ...]  # along the widest path; windows of one pixel add nothing and are left out


@dataclass(frozen=True)
class EffectiveField:
    """Which input pixels one cell does depend on, here: the energy of its gradient (Luo et al. 2016)."""

    stage: str
    row: int
    col: int
    channel: int | None  # None: the length of the vector of all channels
    energy: FloatArray  # (size, size), squared gradient summed over colours; sums to 1, or all 0 for a silent cell
    share_inside: float  # of the energy, inside the theoretical field; 0 for a silent cell
    core: float  # smallest share of the theoretical field's pixels that holds 90 % of the energy
    theoretical: ReceptiveField
