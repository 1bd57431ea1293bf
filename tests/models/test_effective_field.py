"""Effective fields: inside the theoretical ones, and right where the gradient is known."""

from __future__ import annotations

import numpy as np
import pytest

from models.effective_field import core_share, effective_field, field_of, fields_at
from models.errors import InvalidArgument
from models.lab_results.fields import ReceptiveField
from tests.models.conftest import Specimen


@pytest.mark.parametrize("kind", ["separable", "mixed"])
def test_no_energy_lies_outside_the_theoretical_field(kind: str, request: pytest.FixtureRequest) -> None:
    specimen: Specimen = request.getfixturevalue(kind)
    for stage in specimen.engine.plan.stages:
        for row, col in [(0, 0), (stage.shape[1] // 2, stage.shape[2] - 1), (stage.shape[1] - 1, 0)]:
            field = effective_field(specimen.engine, specimen.photo, stage.name, row, col)
            assert field.share_inside == 1
            assert field.energy.sum() == pytest.approx(1, abs=1e-5)
            assert 0 < field.core <= 1


def test_the_first_convolution_has_its_kernel_as_gradient(separable: Specimen) -> None:
    stem = separable.photo.stages[0].maps
    channel, row, col = next(tuple(place) for place in np.argwhere((stem > 0.1) & (stem < 5.9)) if min(place[1:]) > 0)
    field = effective_field(separable.engine, separable.photo, "stem", int(row), int(col), int(channel))
    (top, bottom), (left, right) = field.theoretical.rows, field.theoretical.cols
    kernel = (separable.engine.first_layer[channel].weights ** 2).sum(0)
    expected = kernel[: bottom - top + 1, : right - left + 1]
    inside = field.energy[top : bottom + 1, left : right + 1]
    np.testing.assert_allclose(inside, expected / expected.sum(), rtol=1e-4)


def test_a_closed_unit_has_no_field_and_no_nan(separable: Specimen) -> None:
    stem = separable.photo.stages[0].maps
    channel, row, col = (int(part) for part in np.argwhere(stem == 0)[0])
    field = effective_field(separable.engine, separable.photo, "stem", row, col, channel)
    assert not field.energy.any()
    assert (field.share_inside, field.core) == (0, 0)


def test_energy_outside_is_told() -> None:
    theory = ReceptiveField("a", 0, 0, (0, 1), (0, 1), (0, 0, 0.5, 0.5), 2, 1, ())
    gradient = np.zeros((3, 4, 4), np.float32)
    gradient[0, 0, 0], gradient[2, 3, 3] = 3, 1
    assert field_of(gradient, theory, None).share_inside == pytest.approx(0.9)


def test_the_core_is_the_smallest_part_that_holds_nine_tenths() -> None:
    energy = np.full((10, 10), 0.05 / 98, np.float32)
    energy[0, 0], energy[5, 5] = 0.5, 0.45
    assert core_share(energy) == 0.02
    assert core_share(np.ones((10, 10), np.float32)) == pytest.approx(0.9, abs=0.011)


def test_fields_grow_with_depth(separable: Specimen) -> None:
    fields = fields_at(separable.engine, separable.photo, 0.5, 0.5)
    counts = [np.count_nonzero(field.energy) for field in fields]
    assert counts[0] < counts[1] < counts[2]


def test_a_channel_that_does_not_exist_is_refused(separable: Specimen) -> None:
    with pytest.raises(InvalidArgument, match="no channel 99"):
        effective_field(separable.engine, separable.photo, "stem", 0, 0, 99)
