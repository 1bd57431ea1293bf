"""The repository itself: small files, nothing that belongs elsewhere, jobs that can be run."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 350  # lines of a source file


def tracked(pattern: str = "*") -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", pattern], cwd=ROOT, capture_output=True, text=True, check=False)
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.exists()]


def test_no_source_file_grows_past_350_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in tracked("*.py")}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_tracked_file_is_larger_than_twenty_megabytes() -> None:
    assert [path for path in tracked() if path.stat().st_size > 20e6] == []


def test_no_photo_of_the_training_data_is_tracked() -> None:
    allowed = ("docs/screenshots/", "static/")
    pictures = [
        str(path.relative_to(ROOT)) for kind in ("*.jpg", "*.jpeg", "*.png", "*.webp") for path in tracked(kind)
    ]
    assert [name for name in pictures if not name.startswith(allowed)] == []


@pytest.mark.parametrize(
    "script", [".ci/run", "scripts/chromium", "scripts/docker-check", "scripts/train-weights", "scripts/train-places"]
)
def test_scripts_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)


def test_ci_runs_make_check() -> None:
    assert "make check" in (ROOT / ".ci/run").read_text()


def test_every_requirement_has_a_tested_version() -> None:
    pinned = {line.split("==")[0].lower() for line in lines("constraints")}
    wanted = {name(line) for kind in ("runtime", "export", "dev", "weights", "redis") for line in lines(kind)}
    assert wanted <= pinned


def test_what_serving_installs_is_locked_by_digest() -> None:
    """`scripts/lock` writes it; its versions are those of constraints.txt."""
    text = (ROOT / "requirements" / "runtime.lock").read_text().replace("\\\n", " ")
    locked = {line.split(";")[0].split(" ")[0]: line for line in text.splitlines() if line and line[0] not in " #"}
    assert {name(line) for line in lines("runtime")} <= {name(each) for each in locked}
    assert all("--hash=sha256:" in line for line in locked.values())
    pinned = {
        re.sub(r"[-_.]+", "-", line.lower().partition("==")[0]): line.partition("==")[2]
        for line in lines("constraints")
    }
    for each in locked:
        package, _, version = each.partition("==")
        assert pinned.get(package, version) == version


def lines(kind: str) -> list[str]:
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def name(requirement: str) -> str:
    return re.split("[>=]", requirement, maxsplit=1)[0].strip().lower()
