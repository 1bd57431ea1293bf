"""A backbone of the lab in all its variants, for the shift lab. Imports no torch."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import onnxruntime as ort

from models.engine.lab.stages import StageEngine, lean, softmax
from models.engine.lab.variant_files import ensure_variant
from models.engine.lab.variants import variant_size
from models.engine.memory import hand_back
from models.engine.session import open_session
from models.errors import InvalidArgument
from models.network import PIXELS, NetworkPlan, StagePlan
from models.preprocessing import normalise
from models.results import FloatArray, Pixels
from models.shift_results import Variant

LOGITS = "logits"
OPENED = 2  # variants kept open beside the trained network, 20 to 80 MB each; opening one took 0.6 s on busy cores
Shape = tuple[int, ...]


class ShiftEngine:
    """Runs squares of pixels through a variant of a backbone. Safe to call from several threads.

    Raises InvalidArgument for a detector, whose classes do not share one probability.
    """

    def __init__(self, engine: StageEngine) -> None:
        if engine.plan.independent:
            raise InvalidArgument(
                f"{engine.plan.backbone} names things at places; it is no classifier of whole photos.",
                code="no_classifier",
                argument="net",
                hint="Choose a classifier, such as efficientnet_lite0.",
                backbone=engine.plan.backbone,
            )
        self.engine = engine
        self._opened: OrderedDict[Variant, ort.InferenceSession] = OrderedDict()  # but the trained one, engine.session
        self._lock = threading.Lock()

    @property
    def plan(self) -> NetworkPlan:
        """What is known of the network."""
        return self.engine.plan

    def size(self, variant: Variant) -> int:
        """Input side of a variant, pixels."""
        return variant_size(self.plan, variant)

    def ready(self, variant: Variant) -> int:
        """Open a variant, and its input side; raises InvalidArgument where the network has no such variant."""
        self._session(variant)
        return self.size(variant)

    def inputs(self, squares: list[Pixels]) -> FloatArray:
        """Squares (S, S, 3) of pixels -> (N, 3, S, S)."""
        return np.concatenate([normalise(square, self.plan.preprocessing) for square in squares])

    def stages(self, variant: Variant, inputs: FloatArray) -> list[FloatArray]:
        """Every stage (N, C, R, C) and the logits (N, classes)."""
        outputs: list[FloatArray] = self._session(variant).run(None, {PIXELS: inputs})
        return outputs

    def bound(self, variant: Variant, inputs: FloatArray, groups: Sequence[slice]) -> BoundRun:
        """For many runs of one photo (3, S, S) each; `groups` are runs of stages that share a grid. It has run once."""
        shapes = [self.shape(variant, stage) for stage in self.plan.stages]
        classes = self.plan.classifier.shape[0]
        return BoundRun(self._session(variant), inputs, [shapes[group] for group in groups], classes)

    def shape(self, variant: Variant, stage: StagePlan) -> Shape:
        """(channels, rows, cols) of a stage at a variant's input side."""
        size = self.size(variant)
        if size == self.plan.size:
            return stage.shape
        return stage.shape[0], size // stage.reduction, size // stage.reduction

    def logits(self, variant: Variant, inputs: FloatArray) -> FloatArray:
        """Logits alone (N, classes)."""
        found: FloatArray = self._session(variant).run([LOGITS], {PIXELS: inputs})[0]
        return found

    def logits_and_last(self, variant: Variant, inputs: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Logits (N, classes) and the last stage, averaged over places (N, C)."""
        last, logits = self._session(variant).run([self.plan.stages[-1].name, LOGITS], {PIXELS: inputs})
        return logits, last.mean((2, 3))

    def _session(self, variant: Variant) -> ort.InferenceSession:
        if variant is Variant.TRAINED:
            return self.engine.session
        with self._lock:
            if variant not in self._opened:
                self._opened[variant] = self._open(variant)
            self._opened.move_to_end(variant)
            if len(self._opened) > OPENED:
                self._opened.popitem(last=False)
                hand_back()
            return self._opened[variant]

    def _open(self, variant: Variant) -> ort.InferenceSession:
        """Tried once: a network of a library may hold operations that do not fit another size or padding."""
        try:
            session = open_session(ensure_variant(self.engine.folder, self.plan, variant), lean())
            size = self.size(variant)
            session.run([LOGITS], {PIXELS: np.zeros((1, 3, size, size), np.float32)})
        except InvalidArgument:
            raise
        except Exception as error:  # whatever onnxruntime makes of the changed graph
            raise InvalidArgument(
                f"{self.plan.backbone} cannot be run as this variant.",
                code="no_variant",
                argument="variant",
                hint="Choose the network as it was trained.",
                backbone=self.plan.backbone,
            ) from error
        return session


class BoundRun:
    """Runs of one variant on one photo at a time into arrays that are used again: nothing is allocated per run.

    Stages of a group lie one after another in memory: `together` holds one (channels of all, rows, cols) per group.
    """

    def __init__(
        self, session: ort.InferenceSession, inputs: FloatArray, groups: Sequence[Sequence[Shape]], classes: int
    ) -> None:
        self._session = session
        self.inputs = np.array(inputs)  # (3, S, S): what the next run reads
        self.together = [np.empty((sum(shape[0] for shape in group), *group[0][1:]), np.float32) for group in groups]
        self.outputs = [*self._slices(groups), np.empty((1, classes), np.float32)]
        self._binding = session.io_binding()
        self._bind(self._binding.bind_input, PIXELS, self.inputs[None])
        for output, values in zip(session.get_outputs(), self.outputs, strict=True):
            self._bind(self._binding.bind_output, output.name, values)
        self.run()

    def _slices(self, groups: Sequence[Sequence[Shape]]) -> Iterator[FloatArray]:
        for group, together in zip(groups, self.together, strict=True):
            start = 0
            for channels, *_ in group:
                yield together[None, start : start + channels]
                start += channels

    def _bind(self, bind: Callable[..., None], name: str, values: FloatArray) -> None:
        bind(name, "cpu", 0, np.float32, values.shape, values.ctypes.data)

    def run(self) -> list[FloatArray]:
        """What lies in `inputs` -> every stage (1, C, R, C) and the logits; the arrays hold until the next run."""
        self._session.run_with_iobinding(self._binding)
        return self.outputs


def top_probability(logits: FloatArray, index: int) -> FloatArray:
    """Softmax probability of one class: (N, classes) -> (N,)."""
    return softmax(logits)[:, index]
