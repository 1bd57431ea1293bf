"""Drawn scenes with labels, captions, questions and masks: nothing to download, every answer is known.

A scene is one thing on a grey ground: a shape of a colour at one of nine places. Place, size, hue and ground vary.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.results import FloatArray

SIDE = 48  # pixels
SHAPES = ("circle", "square", "triangle", "cross", "ring", "diamond")
COLOURS = ("red", "green", "blue", "yellow", "purple", "orange")
PLACES = (
    "top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right",
)  # fmt: skip
ASPECTS = {"shape": SHAPES, "colour": COLOURS, "place": PLACES}  # what can be asked, and what may be answered
_RGB = np.array(
    [(0.85, 0.12, 0.12), (0.15, 0.65, 0.2), (0.15, 0.3, 0.9), (0.92, 0.85, 0.15), (0.55, 0.2, 0.75), (0.95, 0.5, 0.1)]
)


@dataclass(frozen=True)
class Scenes:
    """N scenes with all that is known of them."""

    pixels: FloatArray  # (N, 3, 48, 48), 0..1
    masks: NDArray[np.bool_]  # (N, 48, 48), where the thing is
    facts: NDArray[np.int64]  # (N, 3), which shape, colour and place

    def caption(self, index: int) -> str:
        """What it shows, in words."""
        shape, colour, place = self.facts[index]
        article, where = "an" if COLOURS[colour][0] in "aeiou" else "a", "in" if PLACES[place] == "middle" else "at"
        return f"{article} {COLOURS[colour]} {SHAPES[shape]} {where} the {PLACES[place]}"


def draw_scenes(count: int, seed: int) -> Scenes:
    """The same scenes for the same seed."""
    random = np.random.default_rng(seed)
    facts = np.stack([random.integers(len(options), size=count) for options in ASPECTS.values()], 1)
    masks = _masks(facts, random)
    ground = _ground(count, random)
    colour = np.clip(_RGB[facts[:, 1]] + random.normal(0, 0.05, (count, 3)), 0, 1)
    pixels = np.where(masks[:, None], colour[:, :, None, None], ground)
    noise = random.normal(0, 0.03, pixels.shape)
    return Scenes(np.clip(pixels + noise, 0, 1).astype(np.float32), masks, facts.astype(np.int64))


def _ground(count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """(N, 1, 48, 48): a grey that changes from one side to the other."""
    base, slope = random.uniform(0.3, 0.75, count), random.uniform(-0.15, 0.15, (count, 2))
    down, across = np.mgrid[:SIDE, :SIDE] / SIDE - 0.5
    return (base[:, None, None] + slope[:, :1, None] * down + slope[:, 1:, None] * across)[:, None]


def _masks(facts: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.bool_]:
    """Where the things are: (N, 48, 48)."""
    count = len(facts)
    row, col = np.divmod(facts[:, 2], 3)
    centre = (np.stack([row, col], 1) + 0.5) * SIDE / 3 + random.uniform(-1.5, 1.5, (count, 2))
    radius = random.uniform(5, 7.5, count)[:, None, None]
    down, across = np.mgrid[:SIDE, :SIDE] + 0.5
    v = (down - centre[:, 0, None, None]) / radius
    u = (across - centre[:, 1, None, None]) / radius
    masks = np.zeros((count, SIDE, SIDE), bool)
    for shape, name in enumerate(SHAPES):
        of_shape = facts[:, 0] == shape
        masks[of_shape] = _inside(name, u[of_shape], v[of_shape])
    return masks


def _inside(shape: str, u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points of the square -1..1 a shape covers."""
    far, wide, high = np.hypot(u, v), np.abs(u), np.abs(v)
    inside: NDArray[np.bool_] = {
        "circle": far <= 1,
        "square": np.maximum(wide, high) <= 0.85,
        "triangle": (v <= 0.8) & (v >= 2 * wide - 1),
        "cross": (np.minimum(wide, high) <= 0.3) & (np.maximum(wide, high) <= 1),
        "ring": (far <= 1) & (far >= 0.55),
        "diamond": wide + high <= 1,
    }[shape]
    return inside
