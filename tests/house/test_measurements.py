"""Measuring changes nothing that git knows; keeping a measurement does, and only then are tables written from it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from benchmarks import record
from benchmarks.accuracy import merged

ROOT = Path(__file__).parents[2]
WRITERS = sorted(path for path in (ROOT / "benchmarks").glob("*.py") if '"--out"' in path.read_text())


@pytest.mark.parametrize("name", record.KEPT)
def test_measuring_writes_where_git_ignores(name: str) -> None:
    done = subprocess.run(["git", "check-ignore", "--quiet", str(record.MEASURED / name)], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("writer", WRITERS, ids=lambda path: path.name)
def test_every_measuring_program_writes_there_unless_told(writer: Path) -> None:
    text = writer.read_text()
    assert re.search(r"\"--out\", type=Path, default=measured\(", text)


def test_the_kept_ones_are_in_the_repository() -> None:
    for path in record.KEPT.values():
        subprocess.run(["git", "ls-files", "--error-unmatch", str(path)], cwd=ROOT, check=True, capture_output=True)


def test_recording_keeps_what_was_measured_and_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MEASURED", tmp_path / "var" / "bench")
    monkeypatch.setattr(record, "KEPT", {name: tmp_path / name for name in record.KEPT})
    assert record.main() == 1
    record.measured("latest.json").write_text("{}")
    assert record.record() == ["latest.json"]
    assert (tmp_path / "latest.json").read_text() == "{}"
    assert record.record() == []


def test_steps_measured_alone_take_their_rows_and_leave_the_others() -> None:
    recorded = {"pointing": 1, "above": 2, "found": 3, "last": 4}
    assert list(merged(recorded, {"above": 5, "true": 6, "found": 7}).items()) == [
        ("pointing", 1),
        ("above", 5),
        ("true", 6),
        ("found", 7),
        ("last", 4),
    ]
