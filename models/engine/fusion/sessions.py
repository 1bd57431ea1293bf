"""The graphs of an exported folder, each opened when it is first asked for. Imports no torch."""

from __future__ import annotations

import threading
from pathlib import Path

import onnxruntime as ort

from models.engine.fusion.files import graph_of
from models.engine.lab.stages import lean
from models.engine.session import open_session


class Sessions:
    """Of one folder. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[str, ort.InferenceSession] = {}
        self._lock = threading.Lock()

    def __getitem__(self, name: str) -> ort.InferenceSession:
        """The graph of this name."""
        with self._lock:
            if name not in self._opened:
                self._opened[name] = open_session(graph_of(self._folder, name), lean())
            return self._opened[name]
