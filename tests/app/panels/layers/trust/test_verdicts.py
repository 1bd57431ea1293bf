"""What the curves and the cascade are said to say."""

from __future__ import annotations

import numpy as np
import pytest

from app.panels.layers.trust.cascade import cascade_verdict, signed
from app.panels.layers.trust.curves import verdict
from models.lab_results.classes import ClassMap, MapKind
from models.lab_results.trust import FaithfulnessCurve, FaithfulnessReport, RandomisationReport, RandomisationStep

FLAT = np.zeros(3, np.float32)


def report(mapped: float, random: float, centre: float) -> FaithfulnessReport:
    areas = {"map": mapped, "random": random, "centre": centre}
    curves = tuple(FaithfulnessCurve(order, FLAT, FLAT, area, area) for order, area in areas.items())
    return FaithfulnessReport(FLAT, curves, 0.5, 0.1)


@pytest.mark.parametrize(
    ("areas", "deletion", "insertion"),
    [
        ((0.1, 0.3, 0.3), "both", "none"),
        ((0.4, 0.3, 0.3), "none", "both"),
        ((0.2, 0.3, 0.1), "random", "centre"),
        ((0.2, 0.205, 0.1), "none", "centre"),
    ],
)
def test_a_map_is_measured_against_both_baselines(
    areas: tuple[float, float, float], deletion: str, insertion: str
) -> None:
    assert verdict(report(*areas), "deletion") == deletion
    assert verdict(report(*areas), "insertion") == insertion


@pytest.mark.parametrize(
    ("similarities", "said"), [((0.9, 0.6), "stays"), ((-0.9, -0.6), "stays"), ((0.9, 0), "falls")]
)
def test_a_map_that_stays_alike_either_way_says_little(similarities: tuple[float, ...], said: str) -> None:
    heat = np.ones((2, 2), np.float32)
    trained = ClassMap(MapKind.CAM, "head", 0, heat, heat, nothing=False)
    steps = tuple(RandomisationStep("head", heat, False, 0.0, each, 0.2) for each in similarities)
    assert cascade_verdict(RandomisationReport(trained, 0.5, steps)) == said


@pytest.mark.parametrize(("number", "told"), [(0.5, "0.50"), (-0.25, "−0.25"), (-0.001, "0.00")])
def test_there_is_no_negative_zero(number: float, told: str) -> None:
    assert signed(number) == told
