"""Sessions of onnxruntime: their threads rest between runs."""

from __future__ import annotations

import time

import numpy as np

from models.engine.lab.files import stages_graph
from models.engine.session import MOST_THREADS, open_session, session_threads
from models.network import PIXELS
from tests.models.conftest import Specimen


def test_no_thread_works_on_after_a_run(separable: Specimen) -> None:
    """Onnxruntime's own way is to spin: each run takes a core for another 40 ms."""
    session, size = open_session(stages_graph(separable.engine.folder), threads=2), separable.engine.plan.size
    took = []
    for _ in range(5):
        session.run(None, {PIXELS: np.zeros((1, 3, size, size), np.float32)})
        began = time.process_time()
        time.sleep(0.04)
        took.append(time.process_time() - began)
    assert min(took) < 0.004


def test_a_session_uses_the_cores_that_there_are() -> None:
    """And no more than MOST_THREADS of them, for many sessions are open at once."""
    assert 1 <= session_threads() <= MOST_THREADS
