from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.commands.cli import main
from app.samples.examples import _photo_file
from app.settings import Settings
from tests.photographs import photo

CHELSEA = str(_photo_file("chelsea.png"))
SENTENCE = "A cat with green eyes, and no 고양이"


def status_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.mark.weights
def test_attend_prints_a_line_per_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("attend", CHELSEA, SENTENCE) == 0
    out = capsys.readouterr().out
    for word in ("cat", "green", "eyes", "고양이"):
        assert f"\n{word} " in out
    assert "451 x 300 pixels" in out


@pytest.mark.weights
def test_attend_prints_the_json_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("attend", CHELSEA, SENTENCE, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["image"] == {"width": 451, "height": 300}
    assert [SENTENCE[word["start"] : word["end"]] for word in report["words"]] == [w["text"] for w in report["words"]]


@pytest.mark.weights
def test_attend_draws_a_sheet_of_all_words(tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    assert status_of("attend", CHELSEA, SENTENCE, "--png", str(out)) == 0
    with Image.open(io.BytesIO(out.read_bytes())) as sheet:
        assert sheet.format == "PNG"
        assert sheet.width > 600


@pytest.mark.weights
def test_attend_writes_what_can_be_taken_away_of_a_phrase(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {name: tmp_path / f"out.{name}" for name in ("overlay", "heat", "npz", "csv", "png")}
    options = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    assert status_of("attend", CHELSEA, "A furry cat and no 고양이", "--of", "Furry cat", *options) == 0
    assert "furry cat, read as one: " in capsys.readouterr().out
    for name in ("overlay", "heat"):
        with Image.open(files[name]) as picture:
            assert picture.size == (451, 300)
    with np.load(files["npz"]) as arrays:
        assert str(arrays["text"]) == "furry cat"
    assert len(files["csv"].read_text().splitlines()) == 1 + 28 * 28


@pytest.mark.weights
def test_attend_prints_the_json_of_a_phrase(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("attend", CHELSEA, SENTENCE, "--json", "--of", "green eyes") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["text"], report["words"]) == ("green eyes", [3, 4])


@pytest.mark.weights
def test_nothing_is_written_where_one_of_the_files_cannot_be_drawn(tmp_path: Path) -> None:
    files = ["--csv", str(tmp_path / "a.csv"), "--heat", str(tmp_path / "a.png")]
    assert status_of("attend", CHELSEA, "a cat", "--of", "horse", *files) == 2
    assert status_of("attend", CHELSEA, "고양이", *files) == 2  # never found
    assert not list(tmp_path.iterdir())


def test_two_answers_in_one_file_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("attend", CHELSEA, "a cat", "--heat", "x.png", "--overlay", "x.png") == 2
    assert "name the same file" in capsys.readouterr().err


@pytest.mark.weights
def test_attend_reads_a_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    (tmp_path / "batch.jsonl").write_text('{"image": "a.png", "sentence": "a cat"}\n{"image": "b.png"}\n')
    out = tmp_path / "out.jsonl"
    assert status_of("attend", "--batch", str(tmp_path / "batch.jsonl"), "--out", str(out)) == 1
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert first["sentence"] == "a cat"
    assert second["error"]["code"] == "bad_line"
    assert "2 lines (0 blank), 1 of them with an error" in capsys.readouterr().err


@pytest.mark.weights
def test_a_photo_comes_from_standard_input_and_its_answer_goes_into_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.json"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(photo())))
    assert status_of("attend", "-", "a cat", "--json", "--out", str(out)) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["sentence"] == "a cat"


@pytest.mark.parametrize(
    "arguments",
    [
        ["attend", CHELSEA, "a cat", "--heads"],
        ["attend", CHELSEA, "a cat", "--out", "x.csv"],
        ["attend", "--batch", "x.jsonl", "--png", "x.png"],
        ["attend", CHELSEA, "a cat", "--batch", "x.jsonl"],
        ["attend", "--batch", "x.jsonl", "--out", "x.csv", "--heads"],
        ["attend", CHELSEA, "a cat", "--json", "--heads", "--of", "cat"],
        ["attend", "--batch", "x.jsonl", "--of", "cat"],
        *(["attend", "--batch", "x.jsonl", option, "x.out"] for option in ("--overlay", "--heat", "--npz", "--csv")),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(*arguments) == 2
    assert "goes with" in capsys.readouterr().err


@pytest.mark.weights
@pytest.mark.parametrize(
    "arguments",
    [
        ["attend", "no-such-file.jpg", "a cat"],
        ["attend", __file__, "a cat"],
        ["attend", CHELSEA, ""],
        ["attend", CHELSEA, "..."],
        ["attend", "--batch", "no-such-file.jsonl"],
    ],
)
def test_bad_input_is_a_message_and_a_hint_and_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 2
    assert err.splitlines()[1].startswith("Hint: ")


@pytest.mark.parametrize(
    "arguments", [["attend"], ["attend", CHELSEA], ["attend", "--nope"], ["nope"], ["evaluate", "no.tar"]]
)
def test_a_command_that_makes_no_sense_has_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(*arguments) == 2
    assert capsys.readouterr().err


def test_a_setting_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOVEA_PORT", "many")
    assert status_of("serve") == 2
    assert "FOVEA_PORT" in capsys.readouterr().err


def test_every_setting_is_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        monkeypatch.setenv(f"FOVEA_{name.upper()}", str(field.default))
    assert Settings() == Settings.model_construct(**{name: f.default for name, f in Settings.model_fields.items()})


def test_sizes_may_be_written_with_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOVEA_MAX_UPLOAD_BYTES", "5MB")
    assert Settings().max_upload_bytes == 5_000_000


@pytest.mark.weights
@pytest.mark.parametrize("flag", ["--png", "--out"])
def test_a_file_that_cannot_be_written_is_said_in_words(
    flag: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "batch.jsonl").write_text("{}")
    what = [CHELSEA, SENTENCE] if flag == "--png" else ["--batch", str(tmp_path / "batch.jsonl")]
    assert status_of("attend", *what, flag, str(tmp_path / "no" / "such" / "folder")) == 2
    assert "No such file or directory" in capsys.readouterr().err
