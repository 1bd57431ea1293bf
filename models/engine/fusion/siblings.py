"""The siblings of the famous models on onnxruntime: one photo as regions, one sentence. Imports no torch."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.engine.fusion.sessions import Sessions
from models.fusion.preference import match_of
from models.fusion.regions.catalogue_names import SIBLING_SHAPES, WEIGHTS
from models.fusion.regions.photo import SLOTS, PhotoRegions
from models.fusion.regions.reading import looks_of, without_padding
from models.fusion.regions.results import SiblingReading
from models.fusion.streams import LAST
from models.fusion_results import FusionSentence
from models.weights import known


class SiblingEngine:
    """All siblings, opened when first asked for. Safe to call from several threads."""

    def __init__(self, folder: Path, calibration: dict[str, tuple[float, float]]) -> None:
        """`calibration` gives the slope and the shift of each sibling's match."""
        self.folder, self.calibration = folder, calibration
        self._sessions = Sessions(folder)

    def read(self, name: str, regions: PhotoRegions, sentence: FusionSentence) -> SiblingReading:
        """One sibling on one photo and one sentence; raises KeyError for an unknown name."""
        shape, count = SIBLING_SHAPES[name], len(regions.boxes)
        states = sentence.depth(LAST)[None]
        inputs = {**regions.inputs(SLOTS), f"depth{LAST}": states, "mask": np.ones(states.shape[:2], bool)}
        session = self._sessions[name]
        started = time.perf_counter()
        logits, *weights = session.run(None, inputs)
        milliseconds = 1000 * (time.perf_counter() - started)
        attentions = tuple(
            without_padding(each[0], (queries, keys), count, shape.tags)
            for (_, queries, keys), each in zip(shape.attention, weights, strict=True)
        )
        slope, shift = self.calibration[name]
        calibrated = np.asarray(slope * (logits - shift), np.float32)
        found = looks_of(name, attentions, sentence.pooling, count)
        return replace(
            found, logit=float(calibrated[0]), match=float(match_of(calibrated)[0]), milliseconds=milliseconds
        )


def open_siblings(folder: Path) -> SiblingEngine:
    """The shipped siblings, exported into a folder; raises BrokenInstall."""
    shipped = known(WEIGHTS).metrics["shipped"]
    return SiblingEngine(folder, {name: (row["match_slope"], row["match_shift"]) for name, row in shipped.items()})
