"""Numbers that are numbers: weights when they are loaded, and what is computed with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from models.hub.names import HubName
from models.hub.refusals import not_finite
from models.results import FloatArray


def check_weights(name: HubName, model: Any) -> None:
    """Raises InvalidArgument (``hub_not_finite``) where a weight is NaN or infinite."""
    bad = [key for key, each in model.state_dict().items() if not torch.isfinite(each).all()]
    if bad:
        raise not_finite(name.path, f"{bad[0]} (+{len(bad) - 1})" if len(bad) > 1 else bad[0])


def finite(name: str, where: str, values: FloatArray) -> FloatArray:
    """The values; raises InvalidArgument (``hub_not_finite``) where finite weights overflow on the way to them."""
    if not np.isfinite(values).all():
        raise not_finite(name, where)
    return values
