"""What is pointed at without looking, as the JSON of several sub-views has it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from models.fusion.baselines import PointingBaselines


class BaselinesDocument(BaseModel):
    """Pointing without looking at the sentence, per cent of caption words."""

    words: int
    centre: float
    random: float = Field(description="A random cell of the grid that maps have.")
    spread: float = Field(description="95 % of pointers at random lie so many points around `random`.")


def baselines_document(measured: PointingBaselines) -> BaselinesDocument:
    """As they were measured."""
    return BaselinesDocument(**vars(measured))
