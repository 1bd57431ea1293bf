from __future__ import annotations

import json

import numpy as np
import pytest

from app.samples.attention import attention_document
from models.results import SentenceAttention
from tests.fakes import FakeAttender
from tests.photographs import scene

SENTENCE = "A cat, and no dog 고양이"


@pytest.fixture
def result() -> SentenceAttention:
    attender = FakeAttender()
    return attender.read(attender.look(scene()), SENTENCE)


def test_the_report_survives_json_unchanged(result: SentenceAttention) -> None:
    report = attention_document(result, heads=True).as_json()
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_offsets_point_into_the_sentence(result: SentenceAttention) -> None:
    for word in attention_document(result).as_json()["words"]:
        assert SENTENCE[word["start"] : word["end"]] == word["text"]


def test_maps_are_rows_of_columns_and_attention_sums_to_one(result: SentenceAttention) -> None:
    report = attention_document(result).as_json()
    for word, given in zip(report["words"], result.words, strict=True):
        assert np.shape(word["attention"]) == tuple(report["grid"])
        assert np.sum(word["attention"]) == pytest.approx(1.0, abs=1e-4)
        assert np.array(word["evidence"]) == pytest.approx(given.evidence, abs=1e-6)


def test_heads_are_left_out_unless_asked_for(result: SentenceAttention) -> None:
    assert "heads" not in attention_document(result).as_json()["words"][0]
    heads = attention_document(result, heads=True).as_json()["words"][0]["heads"]
    assert np.shape(heads) == result.words[0].attention.shape


def test_numbers_print_with_no_more_digits_than_they_have(result: SentenceAttention) -> None:
    text = json.dumps(attention_document(result).as_json())
    assert max(len(number) for number in text.replace("[", " ").replace("]", " ").replace(",", " ").split()) < 40
    assert max(len(part.split(".")[-1]) for part in text.split(", ") if part.replace(".", "").isdigit()) <= 7


def test_the_command_lines_json_and_the_apis_are_one(result: SentenceAttention) -> None:
    document = attention_document(result, heads=True)
    assert json.loads(document.model_dump_json(exclude_unset=True)) == document.as_json()


def test_a_chinese_word_alone_says_what_it_was_read_as() -> None:
    attender = FakeAttender()
    words = attention_document(attender.read(attender.look(scene()), "一只狗 and a cat")).as_json()["words"]
    assert [word.get("read_as") for word in words] == [None, None, "dog", None, None, None]
