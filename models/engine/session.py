"""Opening onnxruntime sessions. Their threads sleep between runs: the cores are the next one's, whoever that is."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary, WeakValueDictionary

import onnxruntime as ort

from models.engine.cores import cores
from models.engine.tensors import Place, places_of

SPIN_MICROSECONDS = 50  # from one operation to the next of a run it takes less: nobody has to be woken
MOST_THREADS = 4  # of a session: forty may be open, each with its own


def open_session(
    path: Path, options: ort.SessionOptions | None = None, threads: int | None = None
) -> ort.InferenceSession:
    """A session on the CPU with threads of its own, `session_threads()` unless told otherwise. They wait
    SPIN_MICROSECONDS for work and sleep then.

    onnxruntime's threads spin for 40 ms after every run unless told otherwise, and those of a pool that sessions share
    cannot be told: on two cores one was taken from whatever followed, the drawing of the answer or the next run.
    """
    options = options or ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads or session_threads()
    options.add_session_config_entry("session.intra_op.spin_duration_us", str(SPIN_MICROSECONDS))
    options.add_session_config_entry("session.force_spinning_stop", "1")  # for versions that do not know the other
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


def session_threads() -> int:
    """Threads that one run uses, the caller's among them: one a core, MOST_THREADS at most."""
    return min(cores(), MOST_THREADS)
