"""What a plan says of a network is what its torch modules are."""

from __future__ import annotations

import math

import pytest
from torch import nn

from models.network import NetworkPlan, OperationKind
from tests.models.conftest import Specimen


@pytest.fixture(params=["separable", "mixed"])
def specimen(request: pytest.FixtureRequest) -> Specimen:
    found: Specimen = request.getfixturevalue(request.param)
    return found


def test_parameters_sum_to_the_networks_own_total(specimen: Specimen) -> None:
    plan, network = specimen.engine.plan, specimen.backbone
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    assert plan.parameters == sum(parameter.numel() for parameter in network.parameters())
    assert sum(stage.statistics for stage in plan.stages) == sum(2 * norm.num_features for norm in norms)


def test_each_convolution_counts_its_own_weights_and_biases(specimen: Specimen) -> None:
    layers = [module for module in specimen.backbone.modules() if isinstance(module, nn.Conv2d)]
    counted = [(each.weights, each.biases) for each in specimen.engine.plan.convolutions()]
    expected = [(each.weight.numel(), 0 if each.bias is None else each.bias.numel()) for each in layers]
    assert sorted(counted) == sorted(expected)


def test_multiply_accumulates_are_places_times_window_times_outputs(separable: Specimen) -> None:
    plan = separable.engine.plan
    # Stem: 15 x 15 places, 27 inputs, 8 outputs. Block 0: expand at 15 x 15, depthwise 5 x 5 and project at 8 x 8.
    assert plan.stage("stem").macs == 15 * 15 * 27 * 8
    assert plan.stage("block0").macs == 15 * 15 * 8 * 16 + 8 * 8 * 25 * 16 + 8 * 8 * 16 * 10
    assert plan.classifier.macs == 16 * 5


def test_shapes_are_those_of_the_stages(specimen: Specimen) -> None:
    for stage, features in zip(specimen.engine.plan.stages, specimen.photo.stages, strict=True):
        assert stage.shape == features.maps.shape
        assert math.ceil(30 / stage.reduction) == stage.shape[1]


def test_a_stage_is_signed_when_its_values_can_be_negative(separable: Specimen) -> None:
    signed = {stage.name: stage.signed for stage in separable.engine.plan.stages}
    assert signed == {"stem": False, "block0": True, "block1": True, "head": False}
    assert all(stage.signed or stage.maps.min() >= 0 for stage in separable.photo.stages)


def test_layers_are_called_what_they_do(separable: Specimen) -> None:
    names = [operation.name for operation in separable.engine.plan.convolutions("block0")]
    assert names == ["expand", "depthwise", "project"]
    assert [operation.name for operation in separable.engine.plan.convolutions("stem")] == ["convolution"]
    assert [operation.depthwise for operation in separable.engine.plan.convolutions("block0")] == [False, True, False]


def test_uneven_padding_is_kept(separable: Specimen) -> None:
    stem = next(separable.engine.plan.convolutions("stem")).window
    assert stem is not None
    assert stem.padding == ((0, 1), (0, 1))
    assert stem.stride == (2, 2)


def test_squeeze_and_excitation_is_global_and_channels_last_is_not(mixed: Specimen) -> None:
    kinds = {
        stage.name: {each.kind for each in mixed.engine.plan.operations_of(stage.name)}
        for stage in mixed.engine.plan.stages
    }
    names = list(kinds)
    assert OperationKind.GLOBAL not in kinds[names[3]]  # layer norm and linear layers over channels
    assert OperationKind.GLOBAL in kinds[names[4]]


def test_a_plan_survives_json(specimen: Specimen) -> None:
    plan = specimen.engine.plan
    assert NetworkPlan.from_json(plan.to_json()) == plan
