"""Where the words of Chinese begin and end."""

import pytest

from models.text.chinese.lexicon import read_lexicon
from models.text.chinese.segment import segment
from models.text.words import split_words

SMALL = read_lexicon(
    "猫\t50\tn\tcat\n狗\t50\tn\tdog\n热\t9\ta\thot\n热狗\t20\tn\thot dog\n王\t9\tn\tking\n小明\t3\tnr\t\n"
)
SENTENCES = (
    "一只狗在草地上奔跑",
    "房间里有几把椅子、一张桌子，还有一个女人。",
    "一只 cat 坐在 sofa 上",
    "一隻貓坐在沙發上",
    "３只ｃａｔ，两条狗。",
    "「你好」——他说：看，那边！",
    "王小明　和 皮卡丘\n在吃披萨🍕",
    "没有狗，也没有人",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_offsets_cover_the_sentence_exactly(sentence: str) -> None:
    words, at = split_words(sentence), 0
    for word in words:
        assert sentence[word.start : word.end] == word.text
        assert word.start >= at
        between = sentence[at : word.start]
        assert not any(character.isalnum() for character in between)
        at = word.end
    assert not any(character.isalnum() for character in sentence[at:])


@pytest.mark.parametrize(
    "word",
    [
        "冲浪板",
        "消防栓",
        "红绿灯",
        "泰迪熊",
        "长颈鹿",
        "自行车",
        "笔记本电脑",
        "网球拍",
        "行李箱",
        "胡萝卜",
        "草地",
        "沙滩",
    ],
)
@pytest.mark.parametrize("form", ["{}", "一个{}", "旁边有{}和狗", "红色的{}在水里"])
def test_a_compound_is_one_word(word: str, form: str) -> None:
    assert word in [each.text for each in split_words(form.format(word))]


@pytest.mark.parametrize(
    ("run", "cut"),
    [
        ("热狗", ["热狗"]),
        ("热猫", ["热", "猫"]),
        ("王小明", ["王小明"]),
        ("皮卡丘猫", ["皮卡丘", "猫"]),
        ("", []),
    ],
)
def test_the_most_probable_words_are_chosen_and_unknown_parts_joined(run: str, cut: list[str]) -> None:
    assert segment(run, SMALL) == cut


def test_a_very_long_run_is_cut_too() -> None:
    run = "一只狗在草地上奔跑" * 200
    assert "".join(segment(run)) == run


@pytest.mark.parametrize("sentence", ["一个人", "两个人在跑步", "三个人"])
def test_a_measure_word_after_a_number_is_a_word_of_its_own(sentence: str) -> None:
    assert [word.text for word in split_words(sentence)][1:3] == ["个", "人"]
