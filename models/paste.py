"""A thing cut out of a photo and pasted into each corner: does the class stay, does its map move along?

The thing is a box of the square that the network sees. It is pasted on one plain colour, the mean of what lies around
it, so that nothing else tells the network what it is; where it fills more than half of the square it is made smaller,
or the corners would overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from models.class_activation import cam, grad_cam
from models.engine.lab.stages import StageEngine, probabilities
from models.errors import InvalidArgument
from models.lab_results.classes import ClassMap
from models.lab_results.maps import Box, StagedPhoto
from models.pointing import share_inside
from models.preprocessing import squash
from models.results import FloatArray, Pixels

WHOLE, CENTRE = "photo", "centre"
CORNERS = ("top_left", "top_right", "bottom_left", "bottom_right")
PLACES = (CENTRE, *CORNERS)
LARGEST = 0.5  # of the square's side
SMALLEST = 8  # pixels of the square
LEVEL = 0.5  # of a class map's top: what the box is made of where nobody drew one


@dataclass(frozen=True)
class Placement:
    """The thing at one place, and what the network makes of it."""

    name: str  # WHOLE, or one of PLACES
    pixels: Pixels  # (S, S, 3)
    box: Box  # of the thing, fractions
    top: int  # most probable class
    top_probability: float
    probability: float  # of the whole photo's class
    heat: FloatArray  # (rows, cols) where that class is seen, 0..1
    inside: float  # share of the heat inside the box


@dataclass(frozen=True)
class PasteReport:
    """The photo as it is, then the thing at every place."""

    class_index: int  # the whole photo's most probable class
    box: Box
    shrunk: float  # side of the pasted thing over that of the cut one, 1 or less
    area: float  # share of the square that the pasted thing covers: what a map that knows nothing has inside
    placements: tuple[Placement, ...]

    @property
    def pasted(self) -> tuple[Placement, ...]:
        """Without the photo itself."""
        return self.placements[1:]


def paste_everywhere(engine: StageEngine, photo: Pixels, box: Box | None = None) -> PasteReport:
    """A photo (H, W, 3) and a box in fractions, or None for where its own class is seen; raises InvalidArgument."""
    square = squash(photo, engine.plan.size)
    staged = engine.look(square)
    index = int(staged.logits.argmax())
    seen = _map(engine, staged, index)
    box = box or at_least(box_of(seen.heat), SMALLEST / square.shape[0])
    thing, ground = cut(square, box)
    found = [_placement(WHOLE, square, box, staged, seen, index)]
    for name in PLACES:
        pixels, place = pasted(thing, ground, square.shape[0], name)
        looked = engine.look(pixels)
        found.append(_placement(name, pixels, place, looked, _map(engine, looked, index), index))
    left, _, right, _ = box
    last = found[-1].box
    shrunk = (last[2] - last[0]) / (right - left)
    return PasteReport(index, box, min(1.0, shrunk), (last[2] - last[0]) * (last[3] - last[1]), tuple(found))


def box_of(heat: FloatArray) -> Box:
    """The box around all cells of at least half a map's top; the middle half of the photo where nothing is seen."""
    rows, cols = np.nonzero(heat >= LEVEL * heat.max()) if heat.max() > 0 else (np.array([]), np.array([]))
    if not rows.size:
        return (0.25, 0.25, 0.75, 0.75)
    high, wide = heat.shape
    return (
        float(cols.min()) / wide, float(rows.min()) / high, float(cols.max() + 1) / wide, float(rows.max() + 1) / high
    )  # fmt: skip


def at_least(box: Box, side: float) -> Box:
    """A box that is grown around its middle to a side of `side`, where it is smaller, and stays in the photo."""
    (left, right), (top, bottom) = (_grown(low, high, side) for low, high in ((box[0], box[2]), (box[1], box[3])))
    return (left, top, right, bottom)


def _grown(low: float, high: float, side: float) -> tuple[float, float]:
    if high - low >= side:
        return low, high
    begin = min(max(0.0, (low + high - side) / 2), 1 - side)
    return begin, begin + side


def cut(square: Pixels, box: Box) -> tuple[Pixels, Pixels]:
    """The thing (h, w, 3), no larger than half of the square, and the mean colour of what lies around it (3,)."""
    left, top, right, bottom = (round(edge * square.shape[0]) for edge in box)
    if right - left < SMALLEST or bottom - top < SMALLEST:
        raise InvalidArgument(
            f"A box of {right - left} x {bottom - top} pixels is too small to be seen.",
            code="small_box",
            argument="box",
            hint=f"Draw one of at least {SMALLEST} pixels of {square.shape[0]} along each side.",
            smallest=SMALLEST,
            size=square.shape[0],
        )
    around = np.ones(square.shape[:2], bool)
    around[top:bottom, left:right] = False
    rest = square[around] if around.any() else square.reshape(-1, 3)
    thing = square[top:bottom, left:right]
    room = LARGEST * square.shape[0] / max(thing.shape[:2])
    if room < 1:
        size = (max(1, round(thing.shape[1] * room)), max(1, round(thing.shape[0] * room)))
        thing = np.asarray(Image.fromarray(thing).resize(size, Image.Resampling.BICUBIC))
    return thing, np.round(rest.mean(0)).astype(np.uint8)


def pasted(thing: Pixels, ground: Pixels, size: int, name: str) -> tuple[Pixels, Box]:
    """A square of one colour with the thing at one of PLACES, and its box in fractions."""
    high, wide = thing.shape[:2]
    if name == CENTRE:
        top, left = (size - high) // 2, (size - wide) // 2
    else:
        top = 0 if name.startswith("top") else size - high
        left = 0 if name.endswith("left") else size - wide
    pixels = np.empty((size, size, 3), np.uint8)
    pixels[...] = ground
    pixels[top : top + high, left : left + wide] = thing
    return pixels, (left / size, top / size, (left + wide) / size, (top + high) / size)


def _map(engine: StageEngine, staged: StagedPhoto, index: int) -> ClassMap:
    if engine.plan.exact_cam:
        return cam(engine, staged, index)
    return grad_cam(engine, staged, index, engine.plan.stages[-1].name)


def _placement(name: str, pixels: Pixels, box: Box, staged: StagedPhoto, seen: ClassMap, index: int) -> Placement:
    shares = probabilities(staged.logits, staged.independent)
    top = int(shares.argmax())
    inside = share_inside(seen.heat, (box,))
    return Placement(name, pixels, box, top, float(shares[top]), float(shares[index]), seen.heat, inside)
