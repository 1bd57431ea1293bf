"""Class maps: a planted pattern is found, CAM and Grad-CAM agree where theory says so, nothing is shown as nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from models.class_activation import cam, class_score, grad_cam, positive_heat, top_classes
from models.errors import InvalidArgument
from models.lab_results.classes import MapKind
from models.lab_results.maps import FeatureMaps, StagedPhoto
from models.results import FloatArray
from tests.models.conftest import Specimen


def test_cam_averages_to_the_logit(separable: Specimen) -> None:
    _, bias = separable.engine.classifier
    for index, logit in enumerate(separable.photo.logits):
        raw = cam(separable.engine, separable.photo, index).raw
        assert float(raw.mean()) + float(bias[index]) == pytest.approx(float(logit), abs=1e-5)


@pytest.mark.parametrize("kind", ["separable", "mixed"])
def test_grad_cam_at_the_last_stage_is_cam_divided_by_the_places(kind: str, request: pytest.FixtureRequest) -> None:
    specimen: Specimen = request.getfixturevalue(kind)
    last = specimen.engine.plan.stages[-1]
    for index in range(len(specimen.photo.logits)):
        exact = cam(specimen.engine, specimen.photo, index)
        graded = grad_cam(specimen.engine, specimen.photo, index, last.name)
        np.testing.assert_allclose(graded.raw * np.prod(last.shape[1:]), exact.raw, atol=1e-5)
        np.testing.assert_allclose(graded.heat, exact.heat, atol=1e-4)
        assert (exact.kind, graded.kind, graded.stage) == (MapKind.CAM, MapKind.GRAD_CAM, exact.stage)


def test_grad_cam_at_any_stage_equals_torch(separable: Specimen) -> None:
    pixels = torch.from_numpy(separable.photo.inputs.copy())
    stages = [stage.requires_grad_() for stage in separable.backbone.forward_stages(pixels)]
    for index, info in enumerate(separable.backbone.stage_info):
        features = stages[index].detach().requires_grad_()
        onward = features
        for stage in separable.backbone.stages[index + 1 :]:
            onward = stage(onward)
        (gradient,) = torch.autograd.grad(separable.backbone.classify(onward)[0, 1], features)
        expected = (gradient.mean((2, 3), keepdim=True) * features).sum(1)[0].detach().numpy()
        raw = grad_cam(separable.engine, separable.photo, 1, info.name).raw
        np.testing.assert_allclose(raw, expected, atol=1e-5 * np.abs(expected).max())


@pytest.fixture
def planted(separable: Specimen) -> Iterator[tuple[Specimen, StagedPhoto]]:
    """Channel 3 of the last stage is active at (1, 5) only, and class 2 reads channel 3 only."""
    maps = np.zeros((16, 8, 8), np.float32)
    maps[3, 1, 5] = 4
    weight, bias = np.zeros((5, 16), np.float32), np.zeros(5, np.float32)
    weight[2, 3], weight[4, 3] = 0.5, -0.5
    engine = separable.engine
    kept, engine.__dict__["classifier"] = engine.classifier, (weight, bias)
    last = FeatureMaps("head", maps, False, 4)
    yield separable, replace(separable.photo, stages=(*separable.photo.stages[:-1], last))
    engine.__dict__["classifier"] = kept


def test_cam_finds_a_planted_pattern(planted: tuple[Specimen, StagedPhoto]) -> None:
    specimen, photo = planted
    found = cam(specimen.engine, photo, 2)
    assert int(found.heat.argmax()) == 1 * 8 + 5
    assert found.raw[1, 5] == 2
    assert found.heat.sum() == 1
    assert not found.nothing


def test_a_class_that_only_loses_by_the_pattern_shows_nothing(planted: tuple[Specimen, StagedPhoto]) -> None:
    specimen, photo = planted
    for index in (0, 4):
        found = cam(specimen.engine, photo, index)
        assert found.nothing
        assert not found.heat.any()


@pytest.mark.parametrize(
    "raw",
    [
        np.zeros((3, 3)),
        np.full((3, 3), 5.0),
        np.full((3, 3), -2.0),
        -np.arange(9.0).reshape(3, 3) - 1,
        np.full((2, 2), 1e-30),
    ],
)
def test_constant_and_negative_maps_are_nothing_and_never_nan(raw: FloatArray) -> None:
    heat = positive_heat(raw.astype(np.float32))
    assert not heat.any()
    assert np.isfinite(heat).all()


def test_heat_is_the_positive_part_up_to_one() -> None:
    assert positive_heat(np.asarray([[-1, 0], [1, 2]], np.float32)).tolist() == [[0, 0], [0.5, 1]]


def test_a_blank_photo_gives_maps_without_nan(separable: Specimen) -> None:
    photo = separable.engine.look(np.zeros((30, 30, 3), np.uint8))
    for stage in separable.engine.plan.stages:
        assert np.isfinite(grad_cam(separable.engine, photo, 0, stage.name).heat).all()


def test_top_classes_are_ordered_and_their_probabilities_sum_to_one(separable: Specimen) -> None:
    scores = top_classes(separable.photo, 5)
    probabilities = [score.probability for score in scores]
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) == pytest.approx(1)
    assert scores[0].index == separable.photo.logits.argmax()
    assert scores[0].name == f"#{scores[0].index}"
    assert class_score(separable.photo, scores[0].index) == scores[0]


def test_classes_that_do_not_exist_are_refused(separable: Specimen) -> None:
    for index in (-1, 5):
        with pytest.raises(InvalidArgument) as caught:
            cam(separable.engine, separable.photo, index)
        assert caught.value.code == "no_such_class"
