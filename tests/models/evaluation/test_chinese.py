"""Chinese sentences are measured beside the English captions that name the same things."""

import json
import tarfile
from pathlib import Path

import pytest

from models.evaluation.archive import Archive
from models.evaluation.chinese import (
    ChineseSources,
    chinese_beside,
    chinese_trials,
    first_captions,
)
from models.evaluation.evaluate import evaluate_archives
from tests.fakes import FakeAttender
from tests.models.evaluation.conftest import write_tar

ROWS = [
    {"image": "cat.png", "caption_index": 0, "zh": "猫坐在红色沙发上", "words": [{"zh": "猫", "label": "cat"}]},
    {"image": "dog.png", "caption_index": 0, "zh": "狗在跑", "words": [{"zh": "狗", "label": "dog"}]},
    {"image": "dog.png", "caption_index": 0, "zh": "狗在跑", "words": [{"zh": "狗", "label": "zebra"}]},
]


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    path = tmp_path / "words_zh.json"
    path.write_text(json.dumps(ROWS))
    return path


def test_a_word_stands_beside_the_english_one_of_its_photo_and_label(archive_path: Path) -> None:
    pairs = chinese_trials(Archive(archive_path), ROWS)
    assert [(chinese.sentence[slice(*chinese.span)], english.label) for chinese, english in pairs] == [
        ("猫", "cat"),
        ("狗", "dog"),
    ]
    assert all(chinese.boxes == english.boxes for chinese, english in pairs)


def test_both_languages_are_measured_on_the_same_words(archive_path: Path, sentences: Path) -> None:
    report = evaluate_archives(archive_path, FakeAttender(), chinese=ChineseSources(sentences, None))
    rows = {row.name: row.measure for row in report.rows}
    for name in ("pointing_all", "pointing_things", "right_accepted", "absent_refused"):
        assert rows[f"chinese_{name}"].trials == rows[f"english_{name}"].trials == 2
    assert "chinese_above_swapped" not in rows


def test_captions_are_the_first_of_each_photo(tmp_path: Path) -> None:
    text = "a.jpg#zhc#1 后来\na.jpg#zhc#0 一只狗\nb.jpg#zhc#0 一只猫\n"
    tar = write_tar(tmp_path / "flickr8k_zh.tar", {"flickr8k_zh/flickr8kzhc.caption.txt": text.encode()})
    assert tarfile.is_tarfile(tar)
    assert first_captions(tar) == {"a": "一只狗", "b": "一只猫"}


def test_what_is_not_beside_the_archive_is_not_measured(tmp_path: Path) -> None:
    assert chinese_beside(tmp_path / "eval.tar") == ChineseSources(None, None)
    (tmp_path / "eval_zh.json").write_text("[]")
    assert chinese_beside(tmp_path / "eval.tar").sentences == tmp_path / "eval_zh.json"
