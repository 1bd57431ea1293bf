"""Costs of layers: the textbook's numbers, and the network's own."""

from __future__ import annotations

import pytest

from models.arithmetic import LayerShape, find_layer, layer_shape, separable, separable_pair, sharing
from models.errors import InvalidArgument
from tests.models.conftest import Specimen


def test_one_kernel_on_one_channel_against_one_dense_unit() -> None:
    report = sharing(LayerShape(1, 224, 224, 1, 220, 220, (5, 5)))
    assert (report.convolution.weights, report.convolution.biases) == (25, 1)
    assert report.convolution.parameters == 26
    assert report.convolution.weights_formula == "5 × 5 × 1 × 1 + 1 = 26"
    assert report.dense_unit == 50_176


@pytest.mark.parametrize("side", [8, 32, 224])
@pytest.mark.parametrize("channels", [1, 3, 64])
def test_a_convolution_costs_the_same_parameters_for_any_size_of_photo(side: int, channels: int) -> None:
    cost = sharing(LayerShape(channels, side, side, 32, side, side, (3, 3))).convolution
    assert cost.parameters == 3 * 3 * channels * 32 + 32


def test_the_three_ways_to_wire_a_layer() -> None:
    report = sharing(LayerShape(2, 4, 4, 3, 2, 2, (3, 3)))
    assert report.convolution.weights == 3 * 3 * 2 * 3
    assert report.locally_connected.weights == 3 * 3 * 2 * 3 * 4
    assert report.locally_connected.biases == 3 * 4
    assert report.fully_connected.weights == (2 * 16) * (3 * 4)
    assert report.convolution.macs == report.locally_connected.macs == 54 * 4
    assert report.fully_connected.macs == report.fully_connected.weights
    assert report.fully_connected.bytes == 4 * (384 + 12)
    assert report.fully_connected.weights_formula == "(2 × 4 × 4) × (3 × 2 × 2) + 12 = 396"
    assert report.locally_connected.weights_formula == "3 × 3 × 2 × 3 × 2 × 2 + 12 = 228"
    assert report.convolution.macs_formula == "3 × 3 × 2 × 3 × 2 × 2 = 216"


def test_groups_divide_the_window() -> None:
    shape = LayerShape(32, 8, 8, 32, 8, 8, (3, 3), groups=32, bias=False)
    assert sharing(shape).convolution.weights == 288
    assert sharing(shape).convolution.weights_formula == "3 × 3 × 32 / 32 × 32 = 288"


def test_a_separable_pair_costs_one_over_outputs_plus_one_over_the_window() -> None:
    depthwise = LayerShape(16, 8, 8, 16, 8, 8, (3, 3), groups=16, bias=False)
    pointwise = LayerShape(16, 8, 8, 32, 8, 8, (1, 1), bias=False)
    report = separable(depthwise, pointwise)
    assert report.full.parameters == 9 * 16 * 32
    assert report.ratio == pytest.approx(1 / 32 + 1 / 9)
    assert report.ratio_formula == "(144 + 512) / 4,608 = 0.142"


def test_a_plain_pair_is_not_separable() -> None:
    plain = LayerShape(4, 8, 8, 4, 8, 8, (3, 3))
    with pytest.raises(InvalidArgument, match="separable pair"):
        separable(plain, LayerShape(4, 8, 8, 4, 8, 8, (1, 1)))


@pytest.mark.parametrize("change", [{"channels": 0}, {"kernel": (0, 3)}, {"groups": 5}, {"groups": 0}])
def test_impossible_layers_are_refused(change: dict[str, int | tuple[int, int]]) -> None:
    sizes = {"channels": 4, "rows": 8, "cols": 8, "outputs": 4, "out_rows": 8, "out_cols": 8, "kernel": (3, 3)}
    with pytest.raises(InvalidArgument):
        LayerShape(**{**sizes, **change})  # type: ignore[arg-type]


def test_the_networks_own_layers(separable: Specimen) -> None:
    plan = separable.engine.plan
    for operation in plan.convolutions():
        cost = sharing(layer_shape(operation)).convolution
        assert (cost.weights, cost.biases, cost.macs) == (operation.weights, operation.biases, operation.macs)


def test_a_layer_finds_its_separable_partner(separable: Specimen) -> None:
    plan = separable.engine.plan
    pair = separable_pair(plan, "block0", "depthwise")
    assert pair == separable_pair(plan, "block0", "project")
    assert pair is not None
    assert pair[0].groups == 16
    assert pair[1].kernel == (1, 1)
    assert separable_pair(plan, "block0", "expand") is None


def test_a_layer_that_does_not_exist_is_refused(separable: Specimen) -> None:
    with pytest.raises(InvalidArgument, match="no convolution called 'x'"):
        find_layer(separable.engine.plan, "block0", "x")
    with pytest.raises(InvalidArgument, match="not a convolution"):
        layer_shape(separable.engine.plan.operations[-1])
