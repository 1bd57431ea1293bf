"""The cascade of random weights, and the two numbers that say how far a map fell apart."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from torch import nn

from models.engine.lab.randomised import pink_noise, randomised
from models.lab_results.classes import MapKind
from models.network import CLASSIFIER
from models.randomisation import randomise, rank_correlation, similarity
from tests.models import tiny_networks
from tests.models.conftest import Specimen


@pytest.mark.parametrize("kind", list(MapKind))
def test_the_cascade_goes_from_the_classifier_down_to_the_pixels(separable: Specimen, kind: MapKind) -> None:
    report = randomise(separable.engine, separable.photo, 1, kind)
    assert [step.stage for step in report.steps] == [CLASSIFIER, "head", "block1", "block0", "stem"]
    assert report.trained.kind is kind
    for step in report.steps:
        assert step.heat.shape == (8, 8)
        assert np.isfinite(step.heat).all()
        assert -1 <= step.rank_correlation <= 1
        assert 0 <= step.probability <= 1


def test_the_map_changes(separable: Specimen) -> None:
    report = randomise(separable.engine, separable.photo, 1, MapKind.GRAD_CAM, "block0")
    assert report.trained.stage == "block0"
    assert all(step.rank_correlation < 0.99 for step in report.steps)
    assert any(abs(step.probability - report.probability) > 0.01 for step in report.steps)


def test_rank_correlation_is_spearmans() -> None:
    random = np.random.default_rng(0)
    one, two = random.integers(0, 5, (2, 6, 6)).astype(np.float32)  # with many ties
    assert rank_correlation(one, two) == pytest.approx(spearmanr(one.ravel(), two.ravel())[0])
    assert rank_correlation(one, np.exp(one)) == pytest.approx(1)
    assert rank_correlation(one, -one) == pytest.approx(-1)
    assert rank_correlation(one, np.ones_like(one)) == 0


def test_similarity_is_one_for_equal_maps_and_low_for_opposite_ones() -> None:
    heat = np.random.default_rng(0).random((7, 7), np.float32)
    assert similarity(heat, heat) == pytest.approx(1)
    assert similarity(heat, 1 - heat) < 0
    assert similarity(np.zeros((7, 7), np.float32), np.zeros((7, 7), np.float32)) == 1


def test_random_weights_are_the_same_numbers_in_another_order() -> None:
    network = tiny_networks.separable()
    twin = randomised(network)
    for (name, one), other in zip(network.named_parameters(), twin.parameters(), strict=True):
        np.testing.assert_array_equal(np.sort(one.ravel()), np.sort(other.ravel()), err_msg=name)
        assert torch.equal(one, other) == (one.ndim < 2)


def test_the_trained_network_stays_as_it_was_and_the_twin_is_always_the_same() -> None:
    network = tiny_networks.separable()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    one, two = randomised(network), randomised(network)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert all(torch.equal(value, two.state_dict()[name]) for name, value in one.state_dict().items())
    assert not any(module.training for module in one.modules())


def test_norms_of_the_twin_fit_its_weights() -> None:
    twin = randomised(tiny_networks.separable())
    noise = pink_noise(4, 30, np.random.default_rng(5))
    with torch.no_grad():
        stem = twin.stages[0]
        assert isinstance(stem, nn.Sequential)
        norm = stem[1]
        assert isinstance(norm, nn.BatchNorm2d)
        nn.init.ones_(norm.weight)
        nn.init.zeros_(norm.bias)
        normal = norm(stem[0](noise))
    assert 0.5 < float(normal.std()) < 2


def test_noise_has_the_contrast_and_the_falling_spectrum_of_photos() -> None:
    noise = pink_noise(2, 64, np.random.default_rng(0)).numpy()
    assert noise.shape == (2, 3, 64, 64)
    assert noise.std() == pytest.approx(0.5, abs=0.01)
    power = np.abs(np.fft.rfft(noise, axis=-1)).mean((0, 1, 2))
    assert power[2:6].mean() > 3 * power[20:30].mean()


def test_random_parts_are_closed_after_the_cascade(separable: Specimen) -> None:
    randomise(separable.engine, separable.photo, 1, MapKind.CAM)
    assert not [path for path in separable.engine.parts._opened if path.parent.name == "random"]
