"""Disk for other people's networks is bounded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from models.engine.exports.lock import keep
from models.engine.exports.note import IN_USE
from models.engine.lab.room import bytes_below, make_room

SIZE = 1000


def export(lab: Path, name: str, used: int) -> Path:
    folder = lab / f"{name}-{'0' * 16}"
    (folder / "trained").mkdir(parents=True)
    (folder / "trained" / "weights.bin").write_bytes(bytes(SIZE))
    (folder / IN_USE).touch()
    os.utime(folder / IN_USE, (used, used))
    return folder


def test_the_longest_unused_go_first_until_the_rest_fits(tmp_path: Path) -> None:
    folders = [export(tmp_path, f"timm-net{number}", used) for number, used in enumerate([30, 10, 40, 20])]
    assert make_room(tmp_path, 2 * SIZE, ()) == [folders[1], folders[3]]
    assert sorted(path for path in tmp_path.iterdir()) == [folders[0], folders[2]]
    assert make_room(tmp_path, 2 * SIZE, ()) == []


def test_both_libraries_share_the_room_and_the_projects_own_networks_do_not(tmp_path: Path) -> None:
    own = export(tmp_path, "efficientnet_lite0", 1)
    (tmp_path / "timm-net.lock").touch()
    gone = {export(tmp_path, "timm-net", 2), export(tmp_path, "torchvision-vgg11_bn", 3)}
    assert set(make_room(tmp_path, 0, ())) == gone
    assert own.exists()
    assert bytes_below(own) == SIZE


def test_what_is_open_here_stays_and_what_was_opened_here_once_goes(tmp_path: Path) -> None:
    here, before = export(tmp_path, "timm-a", 1), export(tmp_path, "timm-b", 2)
    keep(here / IN_USE)
    keep(before / IN_USE)
    assert make_room(tmp_path, 0, {here}) == [before]


def test_what_another_process_has_open_stays(tmp_path: Path) -> None:
    folder = export(tmp_path, "timm-a", 1)
    code = (
        f"from models.engine.exports.lock import keep; from pathlib import Path; keep(Path({str(folder / IN_USE)!r}))"
    )
    holding = [sys.executable, "-c", f"{code}; print('held', flush=True); input()"]
    with subprocess.Popen(holding, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert make_room(tmp_path, 0, ()) == []
        other.communicate("\n")
    assert make_room(tmp_path, 0, ()) == [folder]
