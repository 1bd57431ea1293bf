from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.batch import attend_batch
from app.commands.reading import KEPT, Reader
from app.settings import Settings
from models.errors import InvalidArgument, InvalidPhoto, InvalidSentence
from models.results import PhotoFeatures, Pixels
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
        assert {"line", "id", "image", "sentence"} <= set(answer)
        assert answer["error"]["hint"]
    assert "10 lines (0 blank), 9 of them with an error" in capsys.readouterr().err


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


def test_a_batch_file_that_is_not_there_is_an_error(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument) as caught:
        attend_batch(reader, tmp_path / "batch.jsonl", None)
    assert caught.value.hint


HOSTILE = {
    "a NUL in a path": b'{"id": 7, "image": "a\\u0000b.png", "sentence": "a cat"}',
    "half a surrogate pair in a path": b'{"id": 7, "image": "a\\ud800.png", "sentence": "a cat"}',
    "a path that is too long": b'{"id": 7, "image": "' + b"x" * 5000 + b'", "sentence": "a cat"}',
    "a name that is too long": b'{"id": 7, "image": "' + b"x" * 300 + b'.png", "sentence": "a cat"}',
    "a file used as a folder": b'{"id": 7, "image": "a.png/b.png", "sentence": "a cat"}',
    "half a surrogate pair in a sentence": b'{"id": 7, "image": "a.png", "sentence": "a \\udfff cat"}',
    "a NUL in a sentence": b'{"id": 7, "image": "a.png", "sentence": "a\\u0000cat"}',
    "a sentence without end": b'{"id": 7, "image": "a.png", "sentence": "' + b"cat " * 20000 + b'"}',
    "standard input as a photo": b'{"id": 7, "image": "-", "sentence": "a cat"}',
    "brackets without end": b"[" * 100_000,
    "an object without end": b'{"a":' * 100_000,
    "bytes that are not UTF-8": b'{"image": "a.png", "sentence": "\xff\xfe"}',
    "a number without end": b"9" * 10_000,
    "nothing but a NUL": b"\x00",
    "a list": b'["a.png", "a cat"]',
    "no sentence": b'{"id": 7, "image": "a.png"}',
    "a number for a sentence": b'{"id": 7, "image": "a.png", "sentence": 3}',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_line_ends_the_run(what: str, reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    batch, out = tmp_path / "batch.jsonl", tmp_path / "out.jsonl"
    good = line("a.png").encode()
    batch.write_bytes(b"\n".join([good, HOSTILE[what], b"", good]))
    assert attend_batch(reader, batch, out) == 1
    first, bad, last = (json.loads(text) for text in out.read_text(encoding="utf-8").splitlines())
    assert [first["line"], bad["line"], last["line"]] == [1, 2, 4]
    assert bad["error"]["code"]
    assert bad["error"]["message"].isprintable()
    assert len(bad["error"]["message"]) < 400
    assert bad["id"] == (7 if b'"id": 7' in HOSTILE[what] else None)
    assert last["words"]


@pytest.mark.parametrize("error", [MemoryError(), RecursionError(), ZeroDivisionError(), OSError(28, "full")])
def test_what_nobody_foresaw_is_that_lines_error(error: Exception, tmp_path: Path) -> None:
    class Failing(FakeAttender):
        def look(self, pixels: Pixels) -> PhotoFeatures:
            raise error

    (tmp_path / "a.png").write_bytes(photo("PNG"))
    answers = run(Reader(Failing(), Settings()), tmp_path, [line("a.png"), line("b.png")])
    assert [answer["error"]["code"] for answer in answers] == ["unexpected", "no_file"]


@pytest.mark.parametrize("own", ["x", 7, None, ["a", 1], {"k": "v"}, "\ud800", 1.5, True])
def test_the_callers_id_comes_back_as_it_is(own: object, reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    rows = [{"id": own, "image": name, "sentence": "a cat"} for name in ("a.png", "missing.png")]
    answers = run(reader, tmp_path, [json.dumps(row) for row in rows])
    assert [answer["id"] for answer in answers] == [own, own]
    assert [answer["image"]["path"] for answer in answers] == ["a.png", "missing.png"]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_are_those_of_any_editor(
    ending: bytes, mark: bytes, reader: Reader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    batch, out = tmp_path / "batch.jsonl", tmp_path / "out.jsonl"
    batch.write_bytes(mark + ending.join([line("a.png").encode(), b"  ", line("a.png").encode(), b""]))
    assert attend_batch(reader, batch, out) == 0
    assert [json.loads(text)["line"] for text in out.read_text().splitlines()] == [1, 3]
    assert "3 lines (1 blank), 0 of them with an error" in capsys.readouterr().err


def test_standard_input_and_output_are_a_dash(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.png").write_bytes(photo("PNG"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line("a.png").encode() + b"\n{}\n")))
    assert attend_batch(reader, Path("-"), Path("-")) == 1
    answers = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert [answer["line"] for answer in answers] == [1, 2]
    assert not (tmp_path / "-").exists()


def table(reader: Reader, folder: Path, content: bytes) -> list[dict[str, str]]:
    (folder / "a.png").write_bytes(photo("PNG"))
    (folder / "batch.csv").write_bytes(content)
    attend_batch(reader, folder / "batch.csv", folder / "out.csv")
    with (folder / "out.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_table_in_is_a_table_out_with_a_row_a_word(reader: Reader, tmp_path: Path) -> None:
    rows = table(reader, tmp_path, b'\xef\xbb\xbfid,Sentence,image\r\nx,"a cat, a dog",a.png\r\ny,two,a.png\r\n')
    assert [(row["line"], row["id"], row["word"]) for row in rows] == [
        ("2", "x", "a"), ("2", "x", "cat"), ("2", "x", "a"), ("2", "x", "dog"), ("3", "y", "two"),
    ]  # fmt: skip
    cat, two = rows[1], rows[4]
    assert (cat["found"], cat["error"]) == ("1", "")
    assert 0 <= float(cat["x"]) <= 1
    assert (two["kind"], two["match"], two["x"]) == ("number", "", "")


def test_a_row_of_a_chinese_word_says_what_it_was_read_as(reader: Reader, tmp_path: Path) -> None:
    rows = table(reader, tmp_path, "image,sentence\na.png,一只狗 and a cat\n".encode())
    assert [(row["word"], row["read_as"]) for row in rows if row["read_as"]] == [("狗", "dog")]


def test_a_bad_row_of_a_table_is_an_error_and_the_rest_goes_on(reader: Reader, tmp_path: Path) -> None:
    rows = table(
        reader,
        tmp_path,
        b"image,sentence\nmissing.png,a cat\na.png\n\n,,\na.png,\xff\n"
        b'a\x00.png,a cat\na.png,"two\nlines"\na.png,a cat\n',
    )
    assert [(row["line"], row["error"]) for row in rows if row["error"]] == [
        ("2", "no_file"), ("3", "bad_line"), ("6", "bad_line"), ("7", "no_file"),
    ]  # fmt: skip
    assert [row["line"] for row in rows if row["word"] in {"two", "cat"}] == ["8", "10"]


def test_a_table_without_a_heading_is_refused(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument) as caught:
        table(reader, tmp_path, b"a.png,a cat\n")
    assert "image,sentence" in caught.value.hint


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
