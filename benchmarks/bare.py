"""What the answer costs at least: onnxruntime runs of the same graphs on ready inputs, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.engine.attender import OnnxAttender
from models.text.tokens import tokenise


def milliseconds(run: Callable[[], object]) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def bare_look(attender: OnnxAttender, pixels: NDArray[np.uint8]) -> float:
    """The photo graph on pixels (H, W, 3) that are squashed beforehand."""
    inputs = attender.look_inputs(pixels)
    return milliseconds(lambda: attender.look_session.run(None, inputs))


def bare_read(attender: OnnxAttender, pixels: NDArray[np.uint8], sentence: str) -> float:
    """The sentence graph on tokens that are made beforehand, against a photo already looked at."""
    inputs = attender.read_inputs(attender.look(pixels), tokenise(sentence))
    return milliseconds(lambda: attender.read_session.run(None, inputs))
