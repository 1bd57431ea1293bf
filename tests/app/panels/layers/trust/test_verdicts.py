"""What the curves and the cascade are said to say."""

from __future__ import annotations

import numpy as np
import pytest

from app.language.i18n import translator
from app.panels.layers.trust.cascade import cascade_verdict, signed
from app.panels.layers.trust.curves import verdict
from models.faithfulness import Check, against_centre, against_random
from models.lab_results.classes import ClassMap, MapKind
from models.lab_results.trust import (
    Answer,
    FaithfulnessCurve,
    FaithfulnessReport,
    RandomisationReport,
    RandomisationStep,
)

FLAT = np.zeros(3, np.float32)
DRAWN = tuple(0.3 + 0.02 * float(each) for each in np.random.default_rng(0).standard_normal(40))


def curve(order: str, area: float) -> FaithfulnessCurve:
    return FaithfulnessCurve(order, FLAT, FLAT, area, area)


def report(mapped: float, centre: float, drawn: tuple[float, ...] = DRAWN) -> FaithfulnessReport:
    curves = curve("map", mapped), curve("random", float(np.mean(drawn))), curve("centre", centre)
    return FaithfulnessReport(FLAT, curves, 0.5, 0.1, tuple(curve("random", area) for area in drawn))


@pytest.mark.parametrize("check", ["deletion", "insertion"])
@pytest.mark.parametrize(
    ("areas", "random", "centre"),
    [
        ((0.1, 0.3), Answer.BETTER, Answer.BETTER),
        ((0.5, 0.3), Answer.WORSE, Answer.WORSE),
        ((0.3, 0.3), Answer.UNCLEAR, Answer.UNCLEAR),
        ((0.28, 0.30), Answer.UNCLEAR, Answer.UNCLEAR),  # 0.02 apart: what one random order is off by
        ((0.2, 0.1), Answer.BETTER, Answer.WORSE),
        ((0.2, 0.21), Answer.BETTER, Answer.UNCLEAR),
    ],
)
def test_a_verdict_needs_more_than_the_noise_of_an_order(
    check: Check, areas: tuple[float, float], random: Answer, centre: Answer
) -> None:
    mirrored = areas if check == "deletion" else (0.6 - areas[0], 0.6 - areas[1])  # high is good there
    found = report(*mirrored)
    assert against_random(found, check).answer is random
    assert against_centre(found, check) is centre


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("check", ["deletion", "insertion"])
@pytest.mark.parametrize("mapped", [0.1, 0.3, 0.5])
def test_a_verdict_says_of_how_many_orders_it_is(language: str, check: Check, mapped: float) -> None:
    said = verdict(report(mapped, 0.2), check, translator(language))
    assert "40" in said


def test_few_orders_tell_nothing() -> None:
    few = report(0.0, 0.3, DRAWN[:18])
    assert against_random(few, "deletion").answer is Answer.UNCLEAR
    assert against_centre(few, "deletion") is Answer.UNCLEAR
    assert "18" in verdict(few, "deletion", translator("en"))
    assert against_random(report(0.0, 0.3, DRAWN[:19]), "deletion").answer is Answer.BETTER


def test_a_map_of_noise_is_hardly_ever_called_better() -> None:
    """The error that the rule promises: 5 % of maps drawn as the random orders are."""
    random = np.random.default_rng(1)
    drawn = random.standard_normal((1000, 41)) * 0.02 + 0.3
    better = [
        against_random(report(float(row[0]), 0.3, tuple(row[1:].tolist())), "deletion").answer is Answer.BETTER
        for row in drawn
    ]
    assert 0.02 < np.mean(better) < 0.08


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
