"""Receptive fields: worked out by hand, and against what truly depends on what."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn

from models.backbone import Backbone
from models.errors import InvalidArgument
from models.network import PIXELS, NetworkPlan, Operation, OperationKind, StagePlan, Window
from models.preprocessing import Preprocessing
from models.receptive_field import cell_at, fields_at, receptive_field
from models.results import FloatArray
from tests.matrix import thorough_after
from tests.models.conftest import Specimen

SIZE = 32


def plan_of(*operations: Operation) -> NetworkPlan:
    """A plan of one stage per operation."""
    stages = tuple(
        StagePlan(each.stage, each.output_shape, SIZE // each.output_shape[1], 0, 0, 0, False) for each in operations
    )
    tail = StagePlan("classifier", (2,), SIZE, 0, 0, 0, True)
    return NetworkPlan("hand", Preprocessing(SIZE, (0, 0, 0), (1, 1, 1)), stages, tail, operations, True)


def layer(
    name: str, before: int, after: int, kernel: int, stride: int = 1, pad: tuple[int, int] = (0, 0), dilation: int = 1,
    inputs: tuple[str, ...] = (PIXELS,), kind: OperationKind = OperationKind.CONVOLUTION,
) -> Operation:  # fmt: skip
    window = Window((kernel, kernel), (stride, stride), (pad, pad), (dilation, dilation)) if kernel else None
    return Operation(name, kind, name, inputs, name, (3, before, before), (3, after, after), window)


def stack() -> NetworkPlan:
    """3x3 with stride 2, 3x3, pool of 2 with stride 2, 5x5 with dilation 2: fields of 3, 7, 9 and 41 pixels."""
    return plan_of(
        layer("a", 32, 16, 3, 2, (0, 1)),
        layer("b", 16, 16, 3, 1, (1, 1), inputs=("a",)),
        layer("c", 16, 8, 2, 2, inputs=("b",), kind=OperationKind.POOLING),
        layer("d", 8, 8, 5, 1, (4, 4), 2, inputs=("c",)),
    )


def test_a_stack_worked_out_by_hand() -> None:
    plan = stack()
    fields = [receptive_field(plan, stage, 4, 4) for stage in "abcd"]
    assert [field.size for field in fields] == [3, 7, 9, 41]
    assert [field.jump for field in fields] == [2, 2, 4, 4]
    # a: 4 x 2 = 8..10; b: cells 3..5 of a = 6..12; c: cells 8..9 of b = cells 7..10 of a = 14..22.
    assert [field.rows for field in fields] == [(8, 10), (6, 12), (14, 22), (0, 31)]


def test_the_formula_has_the_numbers_in() -> None:
    steps = receptive_field(stack(), "d", 4, 4).steps
    assert [step.formula for step in steps] == [
        "1 + (3 - 1) × 1 = 3",
        "3 + (3 - 1) × 2 = 7",
        "7 + (2 - 1) × 2 = 9",
        "9 + (5 - 1) × 2 × 4 = 41",
    ]


def test_a_field_is_clipped_to_the_photo() -> None:
    first, last = receptive_field(stack(), "b", 0, 0), receptive_field(stack(), "b", 15, 15)
    assert first.rows == (0, 4)  # the padding above holds no pixels
    assert last.rows == (28, 31)
    assert first.size == last.size == 7


def test_a_field_is_clipped_at_every_layer() -> None:
    # Cell 0 of b sees cell -1 of a, which is padding and has no window of its own.
    plan = plan_of(layer("a", 32, 32, 9, 1, (4, 4)), layer("b", 32, 32, 3, 1, (1, 1), inputs=("a",)))
    assert receptive_field(plan, "b", 0, 0).rows == (0, 5)


def test_a_field_lies_in_the_photos_own_frame() -> None:
    field = receptive_field(stack(), "a", 4, 8)
    assert field.rows == (8, 10)
    assert field.cols == (16, 18)
    assert field.box == (16 / 32, 8 / 32, 19 / 32, 11 / 32)


def test_branches_see_what_the_widest_sees() -> None:
    join = layer("sum", 32, 32, 0, inputs=("narrow", "wide"), kind=OperationKind.POINTWISE)
    plan = plan_of(layer("narrow", 32, 32, 1), layer("wide", 32, 32, 5, 1, (2, 2)), join)
    field = receptive_field(plan, "sum", 10, 10)
    assert field.rows == (8, 12)
    assert field.size == 5


def test_a_global_operation_sees_the_whole_photo() -> None:
    everywhere = layer("all", 32, 32, 0, kind=OperationKind.GLOBAL)
    field = receptive_field(plan_of(everywhere, layer("then", 32, 32, 3, 1, (1, 1), inputs=("all",))), "then", 5, 5)
    assert field.size is None
    assert field.box == (0, 0, 1, 1)


@pytest.mark.parametrize(("x", "y", "cell"), [(0, 0, (0, 0)), (0.99, 0.5, (8, 15)), (1, 1, (15, 15)), (-3, 7, (15, 0))])
def test_a_place_of_the_photo_lies_in_a_cell(x: float, y: float, cell: tuple[int, int]) -> None:
    assert cell_at((3, 16, 16), x, y) == cell


def test_fields_grow_from_stage_to_stage() -> None:
    sizes = [field.size or SIZE for field in fields_at(stack(), 0.5, 0.5)]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize(
    ("stage", "row", "code"), [("z", 0, "no_such_stage"), ("a", 16, "no_such_cell"), ("a", -1, "no_such_cell")]
)
def test_stages_and_cells_that_do_not_exist_are_refused(stage: str, row: int, code: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        receptive_field(stack(), stage, row, 0)
    assert caught.value.code == code


def open_up(backbone: Backbone) -> None:
    """Weights that let every dependence through: positive, without bias, small enough for no ReLU6 to close."""
    for module in backbone.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.constant_(module.weight, 1 / module.weight[0].numel())
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        if isinstance(module, nn.BatchNorm2d):
            module.reset_parameters()


@pytest.mark.parametrize("kind", thorough_after(1, ["separable", "mixed"]))
def test_the_theoretical_field_is_exactly_what_a_cell_depends_on(kind: str, request: pytest.FixtureRequest) -> None:
    specimen: Specimen = request.getfixturevalue(kind)
    backbone = copy.deepcopy(specimen.backbone)
    open_up(backbone)
    # Every place of every maximum must count, so the photo is graded: dependence is asked of each of many photos.
    random = torch.Generator().manual_seed(0)
    pixels = [torch.rand(specimen.photo.inputs.shape, generator=random).requires_grad_() for _ in range(12)]
    runs = [backbone.forward_stages(each) for each in pixels]
    for index, stage in enumerate(specimen.engine.plan.stages):
        for row, col in np.ndindex(*stage.shape[1:]):
            if (row + col) % 3 == 0:
                seen = np.sum(
                    [dependence(each, run[index], row, col) for each, run in zip(pixels, runs, strict=True)], 0
                )
                field = receptive_field(specimen.engine.plan, stage.name, row, col)
                assert span(seen, 1) == field.rows
                assert span(seen, 0) == field.cols


def dependence(pixels: torch.Tensor, stage: torch.Tensor, row: int, col: int) -> FloatArray:
    (gradient,) = torch.autograd.grad(stage[0, :, row, col].sum(), pixels, retain_graph=True)
    seen: FloatArray = gradient.abs().sum((0, 1)).numpy()
    return seen


def span(seen: FloatArray, axis: int) -> tuple[int, int]:
    found = np.flatnonzero(seen.sum(axis))
    return int(found[0]), int(found[-1])
