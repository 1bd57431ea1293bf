"""What a network calls a photo, and where it sees one class."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.results import FloatArray


@dataclass(frozen=True)
class ClassScore:
    """One class and how probable the network finds it."""

    index: int
    name: str
    probability: float
    logit: float


class MapKind(StrEnum):
    """How a class map was made."""

    CAM = "cam"
    GRAD_CAM = "grad_cam"


@dataclass(frozen=True)
class ClassMap:
    """Where one class is seen."""

    kind: MapKind
    stage: str
    class_index: int
    raw: FloatArray  # (rows, cols), signed; the CAM's mean plus the bias is the logit
    heat: FloatArray  # (rows, cols), 0..1, its maximum 1; all 0 when there is nothing to show
    nothing: bool  # raw is constant or nowhere positive
