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


def lines(kind: str) -> list[str]:
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def name(requirement: str) -> str:
    return re.split(r"[>=\[]", requirement, maxsplit=1)[0].strip().lower()


def test_whatever_the_image_copies_is_sent_to_its_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    sources = {source for line in copied for source in line.split()}
    assert sources
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert sources <= sent
