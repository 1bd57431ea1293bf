"""Opening onnxruntime sessions, all on one pool of threads."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary, WeakValueDictionary

import onnxruntime as ort

from models.engine.cores import cores
from models.engine.tensors import Place, places_of


def open_session(path: Path, options: ort.SessionOptions | None = None) -> ort.InferenceSession:
    """A session on the CPU, in the pool that all sessions of the process share."""
    pool_threads()
    options = options or ort.SessionOptions()
    options.log_severity_level = 3
    options.use_per_session_threads = False  # onnxruntime refuses any other once there is a shared pool
    places = places_of(path)
    values = [_value(place) for place in places.values()]
    if places:
        options.add_external_initializers([*places], values)
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    _read_by[session] = values
    return session


_values: WeakValueDictionary[Place, ort.OrtValue] = WeakValueDictionary()
_read_by: WeakKeyDictionary[ort.InferenceSession, list[ort.OrtValue]] = WeakKeyDictionary()


def _value(place: Place) -> ort.OrtValue:
    """One for all sessions, as long as one of them is there: onnxruntime reads this memory and does not keep it."""
    value = _values.get(place)
    if value is None:
        value = _values[place] = ort.OrtValue.ortvalue_from_numpy(place.read())
    return value


@cache
def pool_threads() -> int:
    """Threads of the shared pool, opened by the first call: one for each core that this process may use.

    A pool of its own spins for a while after each run and takes the cores from the next session: on two cores a photo
    took 40 ms right after a sentence, and takes 23 in a shared pool.
    """
    threads = cores()
    ort.set_global_thread_pool_sizes(threads, 1)
    return threads
