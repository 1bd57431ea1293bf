from __future__ import annotations

import pytest

from app.language.i18n import translator
from app.panels.shift.pooling.savings import millions, savings_chart, savings_told
from tests.fakes_shift import plan
from tests.models.test_pooling_savings import plan_of


@pytest.mark.parametrize(
    ("count", "written"), [(1_234_567, "1.2 M"), (385_000_000, "385 M"), (12_345_678_901, "12.3 G")]
)
def test_counts_are_short(count: int, written: str) -> None:
    assert millions(count) == written


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_bar_per_number_of_shrinkings_that_are_kept(language: str) -> None:
    chart = savings_chart(plan_of((2, 1, 2, 2)), translator(language))
    assert chart.count("chart-bar") == 4
    assert chart.count("is-map") == 1
    assert "stage2" in chart
    assert "32" in savings_told(plan_of((2, 1, 2, 2)), translator(language))


def test_a_network_that_never_shrinks_says_so() -> None:
    assert savings_told(plan(), translator("en")) == "This network never shrinks its grid."
