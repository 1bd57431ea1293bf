"""One backbone for the lab on onnxruntime: every stage of a photo, scores of many, and gradients. Imports no torch.

A network is a chain of parts: part i maps the value before stage i to its output, and the last part, the classifier,
maps the last stage to the logits. `Values` holds pixels, every stage and the logits of a photo: values[i] enters
part i.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from weakref import WeakSet

import numpy as np
import onnxruntime as ort

from models.convolution import Kernel
from models.engine.lab import files as lab_files
from models.engine.lab.cache import ensure_backbone
from models.engine.lab.files import SEED, gradient_of
from models.engine.lab.layers import StoredLayers
from models.engine.memory import hand_back
from models.engine.session import open_session
from models.engine.tensors import read_npz
from models.errors import InvalidArgument
from models.lab_results.maps import FeatureMaps, StagedPhoto
from models.network import PIXELS, NetworkPlan
from models.preprocessing import normalise, squash
from models.results import FloatArray, Pixels

LOGITS = "logits"
SCORE_BATCH = 4
COPIES = 3
Values = list[FloatArray]  # pixels (1, 3, S, S), stages (1, C, H, W), logits (1, classes)


def open_folders() -> set[Path]:
    """Of every engine that anything in this process still holds."""
    return {engine.folder for engine in _alive}


class StageEngine:
    """A backbone, ready to run. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plan = NetworkPlan.from_json((folder / lab_files.PLAN).read_text(encoding="utf-8"))
        self.session = open_session(lab_files.stages_graph(folder))
        self.parts = PartSessions(folder)
        self.layers = StoredLayers(folder)
        _alive.add(self)
        self.companions: dict[str, object] = {}  # what others build on this engine; it goes when the engine goes

    @property
    def bytes(self) -> int:
        """Memory of its sessions, about: each parameter is held in the graph of all stages, of scores and of parts.

        A process with EfficientNet-Lite0 (18.6 MB of parameters) open in all views grows by about 60 MB.
        """
        return COPIES * 4 * self.plan.parameters

    def inputs(self, pixels: Pixels) -> FloatArray:
        """Upright RGB pixels (H, W, 3) -> the network's input (1, 3, S, S): the whole photo squashed to a square."""
        return normalise(squash(pixels, self.plan.size), self.plan.preprocessing)

    def look(self, pixels: Pixels) -> StagedPhoto:
        """Every stage and the logits of one photo, in one run."""
        inputs = self.inputs(pixels)
        *maps, logits = self.session.run(None, {PIXELS: inputs})
        stages = tuple(
            FeatureMaps(stage.name, values[0], stage.signed, stage.reduction)
            for stage, values in zip(self.plan.stages, maps, strict=True)
        )
        height, width = pixels.shape[:2]
        return StagedPhoto(self.plan.backbone, width, height, inputs, stages, logits[0], self.plan.independent)

    @cached_property
    def scores(self) -> ort.InferenceSession:
        """The same network with the logits as its only output: faster for many photos."""
        return open_session(lab_files.scores_graph(self.folder), lean())

    def logits(self, photos: Sequence[Pixels]) -> FloatArray:
        """Logits of photos of any sizes: (N, classes)."""
        batches = [photos[start : start + SCORE_BATCH] for start in range(0, len(photos), SCORE_BATCH)]
        runs = [
            self.scores.run(None, {PIXELS: np.concatenate([self.inputs(p) for p in batch])})[0] for batch in batches
        ]
        return np.concatenate(runs)

    def probability(self, photos: Sequence[Pixels], class_index: int) -> FloatArray:
        """Probability of one class for each photo: (N,). A scoring function for `models.faithfulness`."""
        return probabilities(self.logits(photos), self.plan.independent)[:, class_index]

    def values(self, photo: StagedPhoto) -> Values:
        """What enters each part, and the logits."""
        return [photo.inputs, *(stage.maps[None] for stage in photo.stages), photo.logits[None]]

    def random_values(self, photo: StagedPhoto, start: int) -> Values:
        """As `values`, of the network whose parts from `start` on have random weights."""
        values = self.values(photo)[: start + 1]
        for part in range(start, len(self.plan.stages) + 1):
            values.append(self.parts.forward(part, self._named(values)))
        return values

    def pull_back(
        self, values: Values, source: int, seed: FloatArray, target: int, random_from: int | None = None
    ) -> FloatArray:
        """Gradient with respect to values[target] of the sum of seed x values[source]: (N, ...) -> (N, ...).

        Parts from `random_from` on are the random ones.
        """
        names = self._named(values)
        gradients = {[*names][source]: seed}
        for part in range(source - 1, target - 1, -1):
            random = random_from is not None and part >= random_from
            found = self.parts.reverse(part, names, gradients[[*names][part + 1]], random)
            for name, gradient in found.items():
                gradients[name] = gradients[name] + gradient if name in gradients else gradient
        return gradients[[*names][target]]

    def _named(self, values: Values) -> dict[str, FloatArray]:
        """The same values by their names in the graphs."""
        return dict(zip([PIXELS, *(stage.name for stage in self.plan.stages), LOGITS], values, strict=False))

    def steps(self, photo: StagedPhoto, stage: int) -> dict[str, FloatArray]:
        """Every value that one stage makes on the way, by its name in the plan's operations: (1, ...) each."""
        return self.parts.steps(stage, self._named(self.values(photo)))

    @cached_property
    def classifier(self) -> tuple[FloatArray, FloatArray]:
        """Weight (classes, C) and bias (classes,) of the last layer; raises InvalidArgument for other endings."""
        if not self.plan.exact_cam:
            raise InvalidArgument(
                f"{self.plan.backbone} does not end in global pooling and one linear layer.",
                code="no_exact_cam",
                argument="kind",
                hint="Choose Grad-CAM for this backbone.",
                backbone=self.plan.backbone,
            )
        stored = read_npz(self.folder / lab_files.CLASSIFIER_WEIGHTS)
        return stored["weight"], stored["bias"]

    @cached_property
    def first_layer(self) -> tuple[Kernel, ...]:
        """The learned kernels that read the pixels, batch norm folded in; empty where the first layer is another.

        Their sums are the numbers that the first activation gets.
        """
        path = self.folder / lab_files.FIRST_LAYER
        if not path.exists():
            return ()
        window = next(self.plan.convolutions()).window
        assert window is not None
        with np.load(path) as stored:
            pairs = zip(stored["kernels"], stored["biases"], strict=True)
            return tuple(
                Kernel(f"learned_{index}", weights, window, float(bias)) for index, (weights, bias) in enumerate(pairs)
            )


_alive: WeakSet[StageEngine] = WeakSet()


class PartSessions:
    """Sessions of single parts, opened when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: dict[Path, ort.InferenceSession] = {}
        self._lock = threading.Lock()

    def forward(self, part: int, values: dict[str, FloatArray]) -> FloatArray:
        """One random part forward, from those of the values before it that enter it: (1, ...) -> (1, ...)."""
        session = self._session(lab_files.forward_graph(self.folder / lab_files.RANDOM, part))
        after: FloatArray = session.run(None, {each.name: values[each.name] for each in session.get_inputs()})[0]
        return after

    def steps(self, part: int, values: dict[str, FloatArray]) -> dict[str, FloatArray]:
        """Every value that a trained part makes: a session for this once, for the values are large and rarely asked."""
        session = open_session(lab_files.steps_graph(self.folder, part), lean())
        found = session.run(None, {each.name: values[each.name] for each in session.get_inputs()})
        return dict(zip((each.name for each in session.get_outputs()), found, strict=True))

    def reverse(
        self, part: int, values: dict[str, FloatArray], seed: FloatArray, random: bool
    ) -> dict[str, FloatArray]:
        """One part backward: values (1, ...) and a gradient of its output (N, ...) -> that of each that enters it."""
        kind = lab_files.RANDOM if random else lab_files.TRAINED
        session = self._session(lab_files.reverse_graph(self.folder / kind, part))
        given = {**values, SEED: seed}
        gradients = session.run(None, {each.name: given[each.name] for each in session.get_inputs()})
        ends = [each.name.removeprefix(gradient_of("")) for each in session.get_outputs()]
        return dict(zip(ends, gradients, strict=True))

    def forget_random(self) -> None:
        """Close the random parts: they take as much memory as the network, and opening them again 60 ms."""
        with self._lock:
            for path in [path for path in self._opened if path.parent.name == lab_files.RANDOM]:
                del self._opened[path]
        hand_back()

    def _session(self, path: Path) -> ort.InferenceSession:
        with self._lock:
            if path not in self._opened:
                self._opened[path] = open_session(path, lean())
            return self._opened[path]


def lean() -> ort.SessionOptions:
    """Options of sessions that keep no memory between runs: many sessions that each keep theirs add up."""
    options = ort.SessionOptions()
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    return options


def softmax(logits: FloatArray) -> FloatArray:
    """Over the last axis."""
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True), np.float32)


def probabilities(logits: FloatArray, independent: bool) -> FloatArray:
    """Of every class over the last axis: a softmax, or sigmoids where classes do not exclude each other."""
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32) if independent else softmax(logits)


def load_stages(cache_dir: Path, name: str, weights: Path | None = None) -> StageEngine:
    """A backbone by its registry name, exported first where `cache_dir` lacks it; raises as `ensure_backbone` does."""
    return StageEngine(ensure_backbone(cache_dir, name, weights))
