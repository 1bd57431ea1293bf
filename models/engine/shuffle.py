"""Numbers in an order that is random and always the same. Imports no torch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def shuffled(values: NDArray[Any]) -> NDArray[Any]:
    """(N,) in the order that every array of N numbers gets.

    RandomState is numpy's one generator whose stream never changes (NEP 19): what an exporter shuffled, a server with
    another numpy shuffles alike.
    """
    return np.asarray(values[np.random.RandomState(values.size).permutation(values.size)])
