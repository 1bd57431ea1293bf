"""The cache of exported graphs: each exported once, checked when opened, and gone when its code is old."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from models.engine.exports import cache, note
from models.engine.exports.cache import Export, ensure, ensure_file
from models.engine.exports.lock import kept_by_someone, locked
from models.engine.exports.note import IN_USE, Note, is_whole, read_note, write_note
from models.engine.exports.prune import prune
from models.errors import BrokenInstall, InvalidArgument
from tests.full_disk import fill, small_disk

ROOT = Path(__file__).parents[2]
IN_ANOTHER = """
import sys
from pathlib import Path
from tests.models.test_exports import tiny
from models.engine.exports.cache import ensure
print(ensure(tiny(Path(sys.argv[1]), seconds=float(sys.argv[2])), Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


def tiny(folder: Path, seconds: float = 0.0, limit: float = 60.0, refuse: bool = False) -> Export:
    """An export whose exporter notes each run in FOLDER/log."""
    arguments = ("--log", str(folder / "log"), "--seconds", str(seconds), *(("--refuse",) if refuse else ()))
    return Export("lab/tiny", "tests.models.tiny_exporter", argument="engine", arguments=arguments, limit=limit)


def runs(folder: Path) -> int:
    return (folder / "log").read_text().count("ran") if (folder / "log").exists() else 0


def another(folder: Path, seconds: float = 0.0) -> subprocess.Popen[str]:
    """A process that asks for the export, says where it is, and uses it until its standard input is closed."""
    command = [sys.executable, "-c", IN_ANOTHER, str(folder), str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=60)
    return said.strip()


def wait_for_a_run(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while not runs(folder):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_two_processes_at_once_export_once(tmp_path: Path) -> None:
    asked = [another(tmp_path, seconds=1), another(tmp_path, seconds=1)]
    assert {end(each) for each in asked} == {str(tiny(tmp_path).folder(tmp_path))}
    assert runs(tmp_path) == 1
    assert is_whole(tiny(tmp_path).folder(tmp_path))


def test_a_process_that_is_killed_while_it_exports_holds_nobody_up(tmp_path: Path) -> None:
    killed = another(tmp_path, seconds=30)
    wait_for_a_run(tmp_path)
    killed.send_signal(signal.SIGKILL)
    end(killed)
    started = time.monotonic()
    folder = ensure(tiny(tmp_path), tmp_path)
    assert time.monotonic() - started < 15
    assert is_whole(folder)
    assert [path.name for path in folder.parent.iterdir() if path.name.endswith(".partial")] == []


def test_a_hung_exporter_is_ended_and_told_with_what_to_do(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(BrokenInstall, match="took longer than 1 s and was ended") as caught:
        ensure(tiny(tmp_path, seconds=120, limit=1), tmp_path)
    assert time.monotonic() - started < 30
    assert "python -m tests.models.tiny_exporter" in caught.value.hint
    assert [path.name for path in (tmp_path / "lab").iterdir()] == ["tiny.lock"]


def test_a_lock_that_is_never_given_back_is_told(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "a.lock", 1),
        pytest.raises(BrokenInstall, match=r"has held a\.lock"),
        locked(tmp_path / "a.lock", 0.2),
    ):
        pass


def test_what_is_there_is_opened_and_nothing_is_written(tmp_path: Path) -> None:
    folder = ensure(tiny(tmp_path), tmp_path)
    before = sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "lab").rglob("*"))
    assert ensure(tiny(tmp_path), tmp_path) == folder
    assert runs(tmp_path) == 1
    assert sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "lab").rglob("*")) == before


@pytest.mark.parametrize("damage", ["a flipped byte", "cut short", "gone"])
def test_a_damaged_graph_is_noticed_and_exported_again(damage: str, tmp_path: Path) -> None:
    graph = ensure(tiny(tmp_path), tmp_path) / "deep" / "two.onnx"
    if damage == "gone":
        graph.unlink()
    else:
        graph.write_bytes(b"graph twp" if damage == "a flipped byte" else b"graph")
    ensure(tiny(tmp_path), tmp_path)
    assert graph.read_bytes() == b"graph two"
    assert runs(tmp_path) == 2


def test_graphs_of_another_version_of_torch_are_exported_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure(tiny(tmp_path), tmp_path)
    monkeypatch.setattr(note, "version", lambda library: "0.1")
    ensure(tiny(tmp_path), tmp_path)
    assert runs(tmp_path) == 2


def test_where_no_exporter_is_installed_the_graphs_are_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure(tiny(tmp_path), tmp_path)
    monkeypatch.setattr(note, "version_of", lambda library: None)
    ensure(tiny(tmp_path), tmp_path)
    assert runs(tmp_path) == 1


def test_a_refusal_is_told_as_the_exporter_said_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="Not\tthis one") as caught:
        ensure(tiny(tmp_path, refuse=True), tmp_path)
    assert (caught.value.code, caught.value.hint, caught.value.argument) == (
        "unsupported_backbone",
        "Choose another.",
        "engine",
    )


def test_a_folder_that_cannot_be_written_is_told_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BrokenInstall, match="cannot be used") as caught:
        ensure(tiny(tmp_path), tmp_path / "file")
    assert "FOVEA_CACHE_DIR" in caught.value.hint


OLD, MINE = "0" * 16, "1" * 16


def test_folders_of_older_code_are_pruned_after_an_export(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    gone = [f"tiny-{OLD}", f"tiny-{OLD}-{MINE}", f"tiny-{MINE}.77.partial"]
    stay = [f"tiny-other-{OLD}", f"tinier-{OLD}", "tiny-notes", f"{OLD}"]
    for name in (*gone, *stay):
        (lab / name).mkdir(parents=True)
    folder = ensure(replace(tiny(tmp_path), older=("look-*.onnx",)), tmp_path)
    assert {path.name for path in lab.iterdir()} == {*stay, folder.name, "tiny.lock"}


def test_files_of_the_cache_before_this_one_are_pruned_by_their_pattern(tmp_path: Path) -> None:
    (tmp_path / "look-35924a4bbd97527f.onnx").write_bytes(b"")
    (tmp_path / "look-out.txt").write_bytes(b"")
    prune(tmp_path / f"words-{MINE}", MINE, ("look-*.onnx",))
    assert [path.name for path in tmp_path.iterdir()] == ["look-out.txt"]


def test_other_weights_of_the_same_code_stay(tmp_path: Path) -> None:
    (tmp_path / "own.pth").write_bytes(b"weights")
    mine = ensure(replace(tiny(tmp_path), own=tmp_path / "own.pth"), tmp_path)
    shipped = ensure(tiny(tmp_path), tmp_path)
    assert mine != shipped
    assert is_whole(mine)
    assert is_whole(shipped)


def test_an_old_folder_that_a_process_uses_is_pruned_when_that_has_ended(tmp_path: Path) -> None:
    user = another(tmp_path)
    assert user.stdout is not None
    used = Path(user.stdout.readline().strip())
    assert kept_by_someone(used / IN_USE)
    assert prune(used, MINE) == []
    end(user)
    assert prune(used, MINE) == [used]
    assert not used.exists()


def test_a_file_made_from_a_folder_is_made_once_and_checked_with_the_rest(tmp_path: Path) -> None:
    folder = ensure(tiny(tmp_path), tmp_path)
    made: list[Path] = []

    def write(path: Path) -> None:
        made.append(path)
        path.write_bytes(b"a variant")

    for _ in range(2):
        assert ensure_file(folder, "deep/variant.onnx", write).read_bytes() == b"a variant"
    assert len(made) == 1
    (folder / "deep" / "variant.onnx").write_bytes(b"a variamt")
    assert not is_whole(folder)
    assert ensure_file(folder, "deep/variant.onnx", write).read_bytes() == b"a variant"
    assert is_whole(folder)


def test_what_a_killed_process_left_of_a_file_is_swept(tmp_path: Path) -> None:
    folder = ensure(tiny(tmp_path), tmp_path)
    (folder / "three.onnx.4711.partial").write_bytes(b"half")

    def write(path: Path) -> None:
        path.write_text("three")

    ensure_file(folder, "three.onnx", write)
    assert list(folder.glob("*.partial")) == []


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An export that came with the program."""
    monkeypatch.setattr(cache, "SHIPPED", tmp_path / "shipped")
    folder = ensure(tiny(tmp_path), tmp_path / "shipped")
    assert runs(tmp_path) == 1
    return folder


def test_what_came_with_the_program_is_used_where_it_is(shipped: Path, tmp_path: Path) -> None:
    assert tiny(tmp_path).exported(tmp_path / "cache")
    assert ensure(tiny(tmp_path), tmp_path / "cache") == shipped
    assert runs(tmp_path) == 1
    assert not (tmp_path / "cache").exists()


def test_what_came_with_the_program_is_used_whatever_exporter_is_here(shipped: Path, tmp_path: Path) -> None:
    write_note(shipped, replace(read_note(shipped) or Note(), libraries={"torch": "0.1"}))
    assert ensure(tiny(tmp_path), tmp_path / "cache") == shipped
    assert runs(tmp_path) == 1


def test_what_came_damaged_is_exported_into_the_cache(shipped: Path, tmp_path: Path) -> None:
    (shipped / "deep" / "two.onnx").write_bytes(b"graph twp")
    folder = ensure(tiny(tmp_path), tmp_path / "cache")
    assert folder.is_relative_to(tmp_path / "cache")
    assert (folder / "deep" / "two.onnx").read_bytes() == b"graph two"
    assert (shipped / "deep" / "two.onnx").read_bytes() == b"graph twp"


def test_without_an_exporter_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BrokenInstall) as caught:
        ensure(tiny(tmp_path), tmp_path)
    assert caught.value.code == "no_exporter"
    assert "fovea[export]" in caught.value.hint


def test_a_full_disk_for_the_cache_is_told_and_leaves_nothing_half(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 2) as folder:
        ensure(tiny(tmp_path), folder)  # its folders and its lock are there
        shutil.rmtree(tiny(tmp_path).folder(folder))
        fill(folder)
        with pytest.raises(BrokenInstall) as caught:
            ensure(tiny(tmp_path), folder)
        assert caught.value.code == "export_failed"
        assert list(folder.rglob("*.partial")) == []
        (folder / "filling").unlink()
        assert is_whole(ensure(tiny(tmp_path), folder))
