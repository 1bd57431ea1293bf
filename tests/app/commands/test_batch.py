from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.batch import attend_batch
from app.commands.reading import KEPT, Reader
from app.settings import Settings
from models.errors import InvalidArgument, InvalidPhoto, InvalidSentence
from tests.fakes import FakeAttender
from tests.photographs import photo


@pytest.fixture
def reader() -> Reader:
    return Reader(FakeAttender(), Settings())


def looked(reader: Reader) -> int:
    assert isinstance(reader.attender, FakeAttender)
    return reader.attender.looked


def run(reader: Reader, folder: Path, lines: list[str], heads: bool = False) -> list[dict[str, Any]]:
    batch, out = folder / "batch.jsonl", folder / "out.jsonl"
    batch.write_text("\n".join(lines), encoding="utf-8")
    attend_batch(reader, batch, out, heads)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def line(image: str, sentence: str = "a cat") -> str:
    return json.dumps({"image": image, "sentence": sentence})


def test_every_line_is_answered_in_order(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    (tmp_path / "b.jpg").write_bytes(photo(width=64))
    answers = run(reader, tmp_path, [line("a.png"), line("b.jpg", "一只 cat"), "", line("a.png", "a sofa")])
    assert [(a["image"]["width"], a["sentence"]) for a in answers] == [(48, "a cat"), (64, "一只 cat"), (48, "a sofa")]
    assert looked(reader) == 2


def test_a_bad_line_is_an_error_and_the_rest_goes_on(
    reader: Reader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    (tmp_path / "broken.png").write_bytes(b"hello")
    bad = ["{nonsense", "[]", "1", "{}", '{"image": 1, "sentence": "a"}', line("missing.png"), line("broken.png")]
    answers = run(reader, tmp_path, [*bad, line("a.png", "?!"), line(".", "a cat"), line("a.png")])
    codes = [answer.get("error", {}).get("code") for answer in answers]
    assert codes == ["bad_line"] * 5 + ["no_file", "not_a_photo", "no_words", "no_file", None]
    for answer in answers[:-1]:
        assert set(answer["error"]) == {"code", "message", "hint", "argument"}
        assert answer["error"]["hint"]
    assert "10 lines, 9 of them with an error" in capsys.readouterr().err


def test_photos_are_found_beside_the_batch_file_or_where_the_command_runs(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    monkeypatch.chdir(here)
    (here / "a.png").write_bytes(photo("PNG"))
    (there / "b.png").write_bytes(photo("PNG", 64))
    (here / "b.png").write_bytes(photo("PNG", 80))
    answers = run(reader, there, [line("a.png"), line("b.png"), line(str(here / "b.png"))])
    assert [answer["image"]["width"] for answer in answers] == [48, 64, 80]


def test_heads_are_there_when_asked_for(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    (answer,) = run(reader, tmp_path, [line("a.png")], heads=True)
    assert "heads" in answer["words"][0]


def test_without_an_out_file_the_lines_are_printed(
    reader: Reader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    (tmp_path / "batch.jsonl").write_text(line("a.png"))
    attend_batch(reader, tmp_path / "batch.jsonl", None)
    assert json.loads(capsys.readouterr().out)["sentence"] == "a cat"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_batch_file_that_cannot_be_read_is_an_error(reader: Reader, tmp_path: Path, content: bytes | None) -> None:
    batch = tmp_path / "batch.jsonl"
    if content is not None:
        batch.write_bytes(content)
    with pytest.raises(InvalidArgument) as caught:
        attend_batch(reader, batch, None)
    assert caught.value.hint


def test_a_reader_remembers_a_few_photos(reader: Reader, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(KEPT + 1)]
    for path in paths:
        path.write_bytes(photo("PNG"))
    for path in [*paths, paths[-1], paths[0]]:
        reader.read(path, "a cat")
    assert looked(reader) == KEPT + 2


def test_a_reader_refuses_what_the_server_refuses(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(photo("PNG"))
    with pytest.raises(InvalidSentence):
        reader.read(path, "")
    small = Reader(FakeAttender(), Settings(max_upload_bytes=10))
    with pytest.raises(InvalidPhoto) as caught:
        small.read(path, "a cat")
    assert caught.value.code == "too_many_bytes"


def test_a_line_separator_inside_a_sentence_ends_no_line(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    raw = json.dumps({"image": "a.png", "sentence": "a cat\u2028on a sofa"}, ensure_ascii=False)
    (answer,) = run(reader, tmp_path, ["\ufeff" + raw])
    assert answer["sentence"] == "a cat\u2028on a sofa"
