"""`export`: which networks are made, and that each is named before it is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.commands.cli import main
from models.engine import everything
from models.engine.everything import Job, export_everything
from models.errors import BrokenInstall
from models.registry import BUILT_IN


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was exported; nothing is."""
    names: list[str] = []

    def named(name: str) -> object:
        return lambda folder: names.append(name)

    monkeypatch.setattr(everything, "ensure_graphs", named("words"))
    monkeypatch.setattr(everything, "ensure_fusion", named("fusion"))
    monkeypatch.setattr(everything, "ensure_siblings", named("siblings"))
    monkeypatch.setattr(everything, "ensure_encoder", named("encoder"))
    monkeypatch.setattr(everything, "ensure_backbone", lambda folder, name: names.append(name))
    return names


def test_everything_that_serving_may_ask_for_is_exported(
    made: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "--out", str(tmp_path)])
    assert ended.value.code == 0
    assert sorted(made) == sorted(["words", "fusion", "siblings", "encoder", *BUILT_IN])
    out = capsys.readouterr().out
    for config in BUILT_IN.values():
        assert out.index(f"{config.title} ...") < out.index(f"{config.title}: done")


def test_the_labs_can_be_left_out(made: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--no-labs", "--out", str(tmp_path)])
    assert made == ["words"]


def test_the_first_that_fails_is_told_and_ends_what_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(folder: Path) -> None:
        raise BrokenInstall("no room", code="export_failed", argument="engine", hint="make room")

    begun: list[str] = []
    done: list[str] = []
    monkeypatch.setattr(everything, "AT_ONCE", 1)
    later = [Job(f"{n}", lambda folder: time.sleep(0.05)) for n in range(99)]
    monkeypatch.setattr(everything, "jobs", lambda *, labs: [Job("one", broken), *later])
    with pytest.raises(BrokenInstall, match="no room"):
        export_everything(tmp_path, begun=begun.append, done=done.append)
    assert begun[0] == "one"
    assert len(begun) < 100
    assert "one" not in done
