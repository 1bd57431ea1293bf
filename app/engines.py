"""What panels may ask of the models."""

from __future__ import annotations

from dataclasses import dataclass

from app.attention import AttentionService
from app.lab import LabService


@dataclass(frozen=True)
class Engines:
    """`attention` reads sentences against photos, `lab` takes networks apart."""

    attention: AttentionService
    lab: LabService
