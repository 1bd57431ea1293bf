"""The one scale of a sentence's words, and how gathered a map is."""

from __future__ import annotations

import numpy as np

from app.language.i18n import Translator
from app.render.heatmap import scale_top
from models.results import FloatArray, SentenceAttention


def peak_of(result: SentenceAttention) -> float:
    """The most evidence that a found word has anywhere."""
    return max((float(word.evidence.max()) for word in result.words if word.found), default=0.0)


def top_of(result: SentenceAttention) -> float:
    """The top of the colour scale that all found words of a sentence share."""
    return scale_top([word.evidence for word in result.words if word.found])


def focus(evidence: FloatArray) -> tuple[float, float]:
    """(share, area): how much of the evidence lies where it is at least half its maximum, and of the photo."""
    bright = evidence >= evidence.max() / 2
    total = float(evidence.sum())
    return (float(evidence[bright].sum()) / total if total > 0 else 0.0), float(bright.mean())


def told_focus(evidence: FloatArray, t: Translator) -> dict[str, str]:
    """How gathered a map is, where it is strongest and how strong: what the picture says, in words."""
    share, area = focus(evidence)
    times = float(evidence.max()) * evidence.size
    place = t(f"words.place.{strongest(evidence)}")
    return {"share": t.percent(share), "area": t.percent(area), "place": place, "times": t.number(times, 1)}


def strongest(evidence: FloatArray) -> str:
    """The ninth of the photo where the peak is: `top_left` ... `bottom_right`."""
    row, col = np.unravel_index(int(evidence.argmax()), evidence.shape)
    rows, cols = evidence.shape
    down, across = (int(row) * 3 // rows, int(col) * 3 // cols)
    return f"{('top', 'middle', 'bottom')[down]}_{('left', 'centre', 'right')[across]}"
