from __future__ import annotations

import pytest

from models.text.phrases import noun_phrases
from models.text.words import split_words


def phrases(sentence: str) -> list[str]:
    words = split_words(sentence)
    return [sentence[words[first].start : words[last].end] for first, last in noun_phrases(sentence, words)]


@pytest.mark.parametrize(
    ("sentence", "offered"),
    [
        ("a fire hydrant next to a traffic light", ["fire hydrant", "traffic light"]),
        ("A cat with green eyes and a pink nose rests on a blanket", ["green eyes", "pink nose"]),
        ("A smiling woman in an orange space suit", ["smiling woman", "orange space suit"]),
        ("two brown dogs running on green grass", ["brown dogs", "green grass"]),
        ("a swimming pool, blue water", ["swimming pool", "blue water"]),
        ("A rocket lit up at night between four towers", []),
        ("man riding a bike", []),
        ("no dog", []),
        ("teddy bear, traffic light", ["teddy bear", "traffic light"]),
        ("a dog, cat; bird", []),
        ("a red stop sign and an old parking meter", ["red stop sign", "old parking meter"]),
        ("the wooden dining table stands here", ["wooden dining table"]),
        ("a bus stop, sign here", []),
        ("ｇｒｅｅｎ ｅｙｅｓ", ["ｇｒｅｅｎ ｅｙｅｓ"]),
        ("고양이 cat", []),
        ("一只红色的猫", ["红色的猫"]),
        ("一隻紅色的貓", ["紅色的貓"]),
        ("红色的，猫", []),
        ("奔跑的狗", []),
        ("戴着红色头盔的男人", ["红色头盔"]),
        ("热气腾腾的咖啡", ["热气腾腾的咖啡"]),
        ("用三脚架上的相机拍照", []),
        ("消防栓看不见", []),
        ("穿蓝色衬衫的女人", ["蓝色衬衫"]),
    ],
)
def test_runs_of_words_that_name_one_thing_are_offered(sentence: str, offered: list[str]) -> None:
    assert phrases(sentence) == offered


@pytest.mark.parametrize("verb", ["stands", "running", "jumped", "flies", "sits", "catches", "lying", "parked"])
def test_a_verb_ends_a_phrase(verb: str) -> None:
    assert phrases(f"a black dog {verb} there") == ["black dog"]


def test_a_list_of_nouns_without_end_is_no_phrase() -> None:
    assert phrases("cat dog bird table chair") == []
