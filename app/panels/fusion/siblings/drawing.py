"""Drawing of `siblings`: boxes in the photo's own frame, the heavier a box the thicker its outline.

Thickness is told of the heaviest region of the drawing: with many boxes every share is small.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.lab_results.maps import Box
from models.results import FloatArray

THIN, THICK = 1.0, 6.0  # pixels of the page, from no weight to the heaviest
FAINT = 0.35  # opacity of a box without weight
LETTER = 0.055  # height of a box's number, of the photo's longer side


@dataclass(frozen=True)
class BoxFrame:
    """One box in pixels of the photo."""

    number: int  # 0 is the whole photo, which has no label
    x: float
    y: float
    width: float
    height: float
    line: float  # pixels of the page
    casing: float  # of the dark line beneath
    opacity: float
    current: bool
    label: tuple[float, float, float]  # x, y of its number's baseline, and its size


def box_frames(
    boxes: tuple[Box, ...], weights: FloatArray, current: int, size: tuple[int, int]
) -> tuple[BoxFrame, ...]:
    """Boxes as fractions, a word's weights (R,), which one is chosen, the photo's width and height.

    The lightest first, so that the heaviest is drawn above them.
    """
    order, heaviest = weights.argsort(kind="stable"), float(weights.max())
    return tuple(
        _frame(int(index), boxes[index], float(weights[index]) / heaviest, index == current, size) for index in order
    )


def _frame(number: int, box: Box, weight: float, current: bool, size: tuple[int, int]) -> BoxFrame:
    left, top, right, bottom = (edge * size[axis % 2] for axis, edge in enumerate(box))
    letter, line = LETTER * max(size), THIN + (THICK - THIN) * weight
    return BoxFrame(
        number=number,
        x=round(left, 2),
        y=round(top, 2),
        width=round(right - left, 2),
        height=round(bottom - top, 2),
        line=round(line, 2),
        casing=round(line + 2, 2),
        opacity=round(FAINT + (1 - FAINT) * weight, 3),
        current=current,
        label=(round(left + letter / 3, 2), round(top + letter, 2), round(letter, 2)),
    )
