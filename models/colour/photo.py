"""What the models keep of a photo, and beside it the colours of its pixels."""

from __future__ import annotations

from dataclasses import dataclass

from models.colour.reader import ColourReader
from models.results import FloatArray, PhotoFeatures


@dataclass(frozen=True)
class ColouredPhoto(PhotoFeatures):
    """A class of its own: `models.results` is part of what exported graphs are made from."""

    colours: FloatArray  # (places, colours + 1), how much of each cell has each colour of names.COLOURS, or none
    reader: ColourReader
