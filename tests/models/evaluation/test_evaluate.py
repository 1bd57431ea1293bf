"""The whole evaluation on a small archive, with a fake of the models."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.errors import InvalidInput
from models.evaluation.evaluate import evaluate_archives
from models.evaluation.report import TITLES, EvaluationReport
from tests.fakes import FakeAttender


@pytest.fixture
def report(archive_path: Path, captions_path: Path) -> EvaluationReport:
    def everywhere(pixels: object) -> object:
        return lambda text: np.ones((7, 7), np.float32) if text == "cat" else None

    return evaluate_archives(archive_path, FakeAttender(), captions_path, {"flat": everywhere})  # type: ignore[dict-item]


def test_every_row_that_has_a_title_is_measured_with_its_interval(report: EvaluationReport) -> None:
    measured = {row.name: row.measure for row in report.rows}
    untried = {"pointing_people", "inside_people"}  # no people in this archive
    chinese = {name for name in TITLES if name.startswith(("chinese_", "english_"))}  # tests/.../test_chinese.py
    assert set(TITLES) - set(measured) == untried | chinese
    for measure in measured.values():
        assert 0 <= measure.low <= measure.value <= measure.high <= 1
        assert measure.trials >= measure.photos >= 1


def test_baselines_stand_beside_the_evidence(report: EvaluationReport) -> None:
    rows = {row.name: row for row in report.rows}
    assert {"attention", "centre", "random", "flat"} <= set(rows["pointing_all"].baselines)
    share = rows["pointing_all"].baselines["random"].value
    assert share == pytest.approx((64**2 + 48**2) / 2 / 112**2, abs=0.01)
    assert {"anywhere on the thing", "centre"} == set(rows["parts"].baselines)


def test_json_and_table_hold_every_row(report: EvaluationReport) -> None:
    plain = json.loads(json.dumps(report.as_json()))
    table = report.as_table()
    for name, row in plain["rows"].items():
        assert TITLES[name] in table
        assert set(row["measure"]) == {"value", "low", "high", "trials", "photos"}


def test_without_captions_the_rest_is_measured(archive_path: Path) -> None:
    names = {row.name for row in evaluate_archives(archive_path, FakeAttender()).rows}
    assert "pointing_all" in names
    assert not any(name.startswith("caption_words") for name in names)


@pytest.mark.parametrize("which", ["tar", "captions"])
def test_a_file_that_is_no_archive_is_refused_with_a_hint(tmp_path: Path, archive_path: Path, which: str) -> None:
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"not a tar")
    with pytest.raises(InvalidInput) as caught:
        evaluate_archives(*((broken, FakeAttender()) if which == "tar" else (archive_path, FakeAttender(), broken)))
    assert caught.value.code == "bad_archive"
    assert caught.value.hint
