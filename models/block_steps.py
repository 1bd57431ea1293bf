"""Step by step through a real block: the number at one channel and cell of its output, and what made it.

The path is walked backward from the output. A convolution that sums over many channels is shown with its largest
products, and the path goes on through the channel that adds most; depthwise convolutions, norms, activations and
pooling stay in their channel. Batch norm is folded into the convolutions that run; its numbers come from the torch
modules (models/engine/lab/folded_norms.py), so that convolution and norm are two steps again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.class_activation import check_class
from models.engine.lab.layers import StoredLayer, StoredNorm
from models.engine.lab.stages import StageEngine, probabilities
from models.errors import InvalidArgument
from models.feature_maps import check_channel
from models.lab_results.maps import StagedPhoto
from models.lab_results.steps import (
    ActivationStep,
    BlockSteps,
    FinalSteps,
    LongSum,
    MixingStep,
    NormStep,
    PoolingStep,
    ResidualStep,
    Step,
    Term,
    WindowStep,
)
from models.network import PIXELS, NetworkPlan, Operation, OperationKind, Window
from models.results import FloatArray

Place = tuple[str, int, int, int, int]
TERMS = 4  # of a long sum that are shown
_ACTIVATIONS = frozenset("clip relu leakyrelu elu sigmoid hardsigmoid hardswish tanh gelu softplus mish prelu".split())


def followable(plan: NetworkPlan, stage: str) -> bool:
    """Whether a number of the stage can be followed: convolutions, activations, pooling and sums alone."""
    return all(_is_known(each) for each in plan.operations_of(stage))


def _is_known(operation: Operation) -> bool:
    if operation.kind in (OperationKind.CONVOLUTION, OperationKind.POOLING):
        return operation.kind is not OperationKind.CONVOLUTION or operation.weights > 0
    return operation.name in _ACTIVATIONS or (operation.name == "add" and len(operation.inputs) == 2)


def block_steps(
    engine: StageEngine, photo: StagedPhoto, stage: str, channel: int, row: int, col: int, terms: int = TERMS
) -> BlockSteps:
    """The steps that make one number; raises InvalidArgument for what does not exist or cannot be followed."""
    plan, index = engine.plan, engine.plan.stage_index(stage)
    check_channel(photo.stages[index], channel)
    plan.check_cell(stage, row, col)
    if not followable(plan, stage):
        raise _not_followable(plan, stage)
    walk = _Walk(engine, photo, stage, terms)
    return walk.back(channel, row, col)


@dataclass(frozen=True)
class _At:
    """Where on the way."""

    name: str
    channel: int
    row: int
    col: int


class _Walk:
    """From a stage's output back to what enters it."""

    def __init__(self, engine: StageEngine, photo: StagedPhoto, stage: str, terms: int) -> None:
        self._engine, self._stage, self._terms = engine, stage, terms
        self._makers = {each.output: each for each in engine.plan.operations_of(stage)}
        index = engine.plan.stage_index(stage)
        before = {each.stage: each.maps for each in photo.stages[:index]}
        inside = {name: values[0] for name, values in engine.steps(photo, index).items()}
        self._values = {PIXELS: photo.inputs[0]} | before | inside

    def back(self, channel: int, row: int, col: int) -> BlockSteps:
        """The steps in running order."""
        at, found = _At(self._stage, channel, row, col), list[Step]()
        while at.name in self._makers:
            steps, at = self._step(self._makers[at.name], at)
            found += steps
        return BlockSteps(self._stage, at.name, at.channel, at.row, at.col, self._at(at), tuple(reversed(found)))

    def _step(self, operation: Operation, at: _At) -> tuple[list[Step], _At]:
        """What makes the number, last first, and where it comes from."""
        source = operation.inputs[0]
        if operation.kind is OperationKind.CONVOLUTION:
            return self._convolution(operation, at)
        if operation.kind is OperationKind.POOLING:
            return self._pooling(operation, at)
        if len(operation.inputs) == 2:
            return self._residual(operation, at)
        before = _At(source, at.channel, at.row, at.col)
        return [ActivationStep(*self._place(operation, at), self._at(at), self._at(before))], before

    def _convolution(self, operation: Operation, at: _At) -> tuple[list[Step], _At]:
        layer = self._engine.layers.layer(operation.output)
        assert layer is not None  # `followable` saw its weights
        assert operation.window is not None
        kernel, bias = _unfolded(layer, at.channel)
        patch = self._patch(operation, at)
        products = (patch * kernel).sum((1, 2))
        before = float(products.sum()) + bias
        strongest = int(np.abs(products).argmax())
        channel = strongest + _first_input(operation, at.channel)
        place = self._place(operation, at)
        if operation.window.kernel == (1, 1) and len(products) > 1:
            made: Step = MixingStep(*place, before, _long_sum(patch[:, 0, 0], kernel[:, 0, 0], bias, self._terms))
        else:
            rest = float(products.sum() - products[strongest])
            window = patch[strongest], kernel[strongest]
            made = WindowStep(*place, before, len(products), channel, *window, rest, bias)
        norm = [_norm_step(layer.norm, place, self._at(at), before)] if layer.norm else []
        return [*norm, made], self._middle(operation, at, channel)

    def _pooling(self, operation: Operation, at: _At) -> tuple[list[Step], _At]:
        patch = self._patch(operation, at)[0]
        kind = "max" if operation.name == "maxpool" else "mean"
        step = PoolingStep(*self._place(operation, at), self._at(at), kind, patch)
        return [step], self._middle(operation, at, at.channel)

    def _residual(self, operation: Operation, at: _At) -> tuple[list[Step], _At]:
        """The way through the block is the one that the block made last."""
        order = list(self._makers)
        through, past = sorted(
            operation.inputs, key=lambda name: order.index(name) if name in self._makers else -1, reverse=True
        )
        ways = [_At(name, at.channel, at.row, at.col) for name in (through, past)]
        values = self._at(ways[0]), self._at(ways[1])
        return [ResidualStep(*self._place(operation, at), self._at(at), *values, past)], ways[0]

    def _patch(self, operation: Operation, at: _At) -> FloatArray:
        """What the window reads: (channels that enter the sum, k, k), zero over the edge; the least for a maximum."""
        window = operation.window
        assert window is not None
        source = self._values[operation.inputs[0]]
        first, count = _first_input(operation, at.channel), _input_count(operation)
        outside = -np.inf if operation.name == "maxpool" else 0.0
        padded = np.pad(source[first : first + count], ((0, 0), *window.padding), constant_values=outside)
        top, left = at.row * window.stride[0], at.col * window.stride[1]
        (tall, wide), (down, across) = window.kernel, window.dilation
        return np.asarray(padded[:, top : top + tall * down : down, left : left + wide * across : across])

    def _middle(self, operation: Operation, at: _At, channel: int) -> _At:
        """The cell in the middle of the window, inside the map."""
        window: Window | None = operation.window
        assert window is not None
        source = self._values[operation.inputs[0]]
        ends = (
            place * stride - before + (kernel // 2) * dilation
            for place, stride, (before, _), kernel, dilation in zip(
                (at.row, at.col), window.stride, window.padding, window.kernel, window.dilation, strict=True
            )
        )
        row, col = (min(max(end, 0), side - 1) for end, side in zip(ends, source.shape[1:], strict=True))
        return _At(operation.inputs[0], channel, row, col)

    def _place(self, operation: Operation, at: _At) -> Place:
        """What every step begins with: layer, channel, row, column, and how many channels there are."""
        return operation.name, at.channel, at.row, at.col, len(self._values[at.name])

    def _at(self, at: _At) -> float:
        return float(self._values[at.name][at.channel, at.row, at.col])


def final_steps(engine: StageEngine, photo: StagedPhoto, class_index: int, terms: int = TERMS) -> FinalSteps:
    """From the last stage to a class; raises InvalidArgument where the network ends otherwise or has no such class."""
    check_class(photo, class_index)
    weight, bias = engine.classifier
    last = photo.stages[-1]
    means = last.maps.mean((1, 2))
    channel = int((weight[class_index] * means).argmax())
    return FinalSteps(
        class_index,
        last.stage,
        channel,
        last.maps[channel],
        float(means[channel]),
        _long_sum(means, weight[class_index], float(bias[class_index]), terms),
        float(photo.logits[class_index]),
        float(probabilities(photo.logits, photo.independent)[class_index]),
    )


def _unfolded(layer: StoredLayer, channel: int) -> tuple[FloatArray, float]:
    """The convolution's own kernel (channels, k, k) and bias, without its norm."""
    kernel, norm = np.asarray(layer.weight[channel], np.float32), layer.norm
    if norm is None:
        return kernel, float(layer.bias[channel])
    scale = float(norm.scale[channel])  # 0 lets nothing through, and then the kernel is not known any more
    return (kernel / scale if scale else kernel), float(layer.own_bias[channel])


def _norm_step(norm: StoredNorm, place: Place, after: float, before: float) -> NormStep:
    channel = place[1]
    mean, variance, gamma, beta = (float(each[channel]) for each in (norm.mean, norm.variance, norm.gamma, norm.beta))
    return NormStep(*place, after, before, mean, variance, gamma, beta, norm.eps)


def _long_sum(values: FloatArray, weights: FloatArray, bias: float, count: int) -> LongSum:
    products = values * weights
    order = np.argsort(-np.abs(products), kind="stable")
    terms = tuple(Term(int(n), float(values[n]), float(weights[n])) for n in order[:count])
    rest = float(products[order[count:]].sum())
    return LongSum(terms, max(0, len(order) - count), rest, bias, float(products.sum()) + bias)


def _input_count(operation: Operation) -> int:
    """Channels that one output channel reads."""
    if operation.kind is OperationKind.POOLING:
        return 1
    return operation.input_shape[0] // operation.groups


def _first_input(operation: Operation, channel: int) -> int:
    """The first channel that an output channel reads."""
    if operation.kind is OperationKind.POOLING:
        return channel
    per_group = operation.output_shape[0] // operation.groups
    return channel // per_group * _input_count(operation)


def _not_followable(plan: NetworkPlan, stage: str) -> InvalidArgument:
    known = [each.name for each in plan.stages if followable(plan, each.name)]
    return InvalidArgument(
        f"{stage} of {plan.backbone} moves channels about; a number cannot be followed through it.",
        code="not_followable",
        argument="stage",
        hint=f"Choose one of: {', '.join(known)}." if known else "Choose another network.",
        stage=stage,
        known=", ".join(known),
    )
