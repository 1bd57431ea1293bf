"""Milliseconds per stage from the profiler's events."""

from __future__ import annotations

import pytest

from models.engine.lab.stage_timing import report, stage_of, time_stages
from models.network import CLASSIFIER
from tests.models.conftest import Specimen

STAGES = ["stem", "layer1.0", "classifier"]


@pytest.mark.parametrize(
    ("kernel", "stage"),
    [
        ("stem_kernel_time", "stem"),
        ("stem_nchwc_kernel_time", "stem"),
        ("layer1.0/2.conv_nchwc_kernel_time", "layer1.0"),
        ("classifier/0.reducemean_kernel_time", "classifier"),
        ("logits_kernel_time", "classifier"),
        ("ReorderOutput_token_3_kernel_time", None),
        ("stemmed_kernel_time", None),
    ],
)
def test_a_kernel_belongs_to_the_stage_in_its_name(kernel: str, stage: str | None) -> None:
    assert stage_of(kernel, STAGES) == stage


def test_medians_over_the_runs_after_the_warm_up() -> None:
    events = []
    for run, slow in enumerate((50, 1, 2, 9)):
        start = 10_000 * run
        events.append({"name": "model_run", "ts": start, "dur": 5000 * slow})
        events.append({"name": "stem/0.conv_kernel_time", "ts": start + 10, "dur": 1000 * slow})
        events.append({"name": "stem_kernel_time", "ts": start + 20, "dur": 1000 * slow})
        events.append({"name": "logits_kernel_time", "ts": start + 30, "dur": 2000 * slow})
    events[0]["dur"] = 100
    timing = report(events[4:], STAGES, 3, 2)
    assert {row.stage: row.milliseconds for row in timing.stages} == {"stem": 4, "layer1.0": 0, "classifier": 4}
    assert timing.stages[0].share == 0.5
    assert timing.total_milliseconds == 10


def test_every_stage_of_a_real_run_has_its_time(separable: Specimen) -> None:
    timing = time_stages(separable.engine, separable.photo.inputs, runs=3)
    assert [row.stage for row in timing.stages] == ["stem", "block0", "block1", "head", CLASSIFIER]
    assert all(row.milliseconds >= 0 for row in timing.stages)
    assert sum(row.share for row in timing.stages) == pytest.approx(1)
    assert sum(row.milliseconds for row in timing.stages) <= 1.5 * timing.total_milliseconds
    assert timing.runs == 3
    assert timing.threads >= 1
