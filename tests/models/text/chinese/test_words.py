"""What Chinese words can be asked of a photo, and the English that is read for them."""

import pytest

from models.results import Word, WordKind
from models.text.tokens import START_ID, tokenise
from models.text.words import split_words


def kinds(sentence: str) -> dict[str, WordKind]:
    return {word.text: word.kind for word in split_words(sentence)}


def words(sentence: str) -> dict[str, Word]:
    return {word.text: word for word in split_words(sentence)}


@pytest.mark.parametrize("measure", "只 个 条 位 名 辆 匹 头 座 棵 朵 张 把 件 群 双 块 片 杯 碗 盘".split())
def test_a_measure_word_is_a_function_word(measure: str) -> None:
    assert kinds(f"两{measure}猫")[measure] is WordKind.FUNCTION


@pytest.mark.parametrize("thing", ["碗", "床", "桌", "车", "手"])
def test_what_measures_elsewhere_is_a_thing_where_it_is_counted(thing: str) -> None:
    assert kinds(f"一只{thing}")[thing] is WordKind.CONTENT


@pytest.mark.parametrize("particle", ["的", "了", "着", "过", "在", "和", "正在", "把", "被", "里", "上"])
def test_particles_and_aspect_marks_are_function_words(particle: str) -> None:
    assert kinds(f"狗{particle}猫")[particle] is WordKind.FUNCTION


@pytest.mark.parametrize(("sentence", "mark"), [("穿着衬衫", "着"), ("跑过草地", "过"), ("坐在沙发上", "在")])
def test_a_mark_is_set_apart_from_its_verb(sentence: str, mark: str) -> None:
    assert kinds(sentence)[mark] is WordKind.FUNCTION


@pytest.mark.parametrize("number", ["两", "三", "十二", "几", "许多", "第三"])
def test_numbers_are_not_judged(number: str) -> None:
    assert kinds(f"{number}只狗")[number] is WordKind.NUMBER


def test_a_negation_takes_back_what_follows_up_to_punctuation() -> None:
    found = words("没有狗和猫，一个人")
    assert found["没有"].kind is WordKind.NEGATION
    assert found["狗"].negated
    assert not found["人"].negated


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("狗", "dog"),
        ("猫", "cat"),
        ("消防栓", "fire hydrant"),
        ("泰迪熊", "teddy bear"),
        ("冲浪板", "surfboard"),
        ("长颈鹿", "giraffe"),
    ],
)
def test_a_word_is_read_as_its_english(word: str, english: str) -> None:
    (read,) = split_words(word)
    assert (read.kind, read.read_as) == (WordKind.CONTENT, english)


@pytest.mark.parametrize(
    ("traditional", "plain"), [("貓", "猫"), ("沙發", "沙发"), ("紅色", "红色"), ("腳踏車", "脚踏车")]
)
def test_traditional_characters_are_read_as_simplified_ones(traditional: str, plain: str) -> None:
    assert [(w.read_as, w.kind) for w in split_words(traditional)] == [(w.read_as, w.kind) for w in split_words(plain)]
    assert [word.text for word in split_words(traditional)] == [traditional]


def test_english_among_chinese_is_read_as_it_is() -> None:
    found = words("一只 cat 坐在 sofa 上")
    assert list(found) == ["一", "只", "cat", "坐", "在", "sofa", "上"]
    assert found["cat"].kind is found["sofa"].kind is WordKind.CONTENT
    assert not found["cat"].read_as


def test_full_width_letters_and_digits_are_plain_ones() -> None:
    assert kinds("３只ｃａｔ。") == {"３": WordKind.NUMBER, "只": WordKind.FUNCTION, "ｃａｔ": WordKind.CONTENT}


@pytest.mark.parametrize("name", ["王小明", "赵铁柱"])
def test_a_name_that_nobody_knows_is_one_unknown_word(name: str) -> None:
    assert kinds(f"{name}在吃披萨")[name] is WordKind.UNKNOWN


@pytest.mark.parametrize("name", ["小明", "老王", "姚明", "皮卡丘"])
@pytest.mark.parametrize("sentence", ["{}在沙滩上跑步", "{}和狗", "一只猫和{}"])
def test_names_stand_apart_from_what_is_beside_them(name: str, sentence: str) -> None:
    found = kinds(sentence.format(name))
    assert found[name] is WordKind.UNKNOWN
    assert [*found.values()].count(WordKind.UNKNOWN) == 1


@pytest.mark.parametrize("sentence", ["猫が座る", "ネコと犬"])
def test_japanese_is_not_read_as_chinese(sentence: str) -> None:
    assert {*kinds(sentence).values()} == {WordKind.UNKNOWN}


def test_words_without_english_have_no_token_and_read_the_first() -> None:
    read = tokenise("一只狗。")
    assert [word.text for word in read.words] == ["一", "只", "狗"]
    assert read.pooling[1].tolist() == [1.0, *[0.0] * (len(read.ids) - 1)]
    assert read.ids[0] == START_ID


def test_a_sentence_of_particles_still_has_something_to_read() -> None:
    read = tokenise("的了")
    assert len(read.ids) == 3
    assert {word.kind for word in read.words} == {WordKind.FUNCTION}


@pytest.mark.parametrize("sentence", ["a dog runs", "The cat's 2 toys, no 1,000 cafés"])
def test_english_carries_no_reading(sentence: str) -> None:
    assert not any(word.read_as for word in split_words(sentence))


@pytest.mark.parametrize(("word", "halves"), [("椅背", ["椅", "背"]), ("船头", ["船", "头"])])
def test_a_word_without_english_is_two_that_have_it(word: str, halves: list[str]) -> None:
    assert [each.text for each in split_words(f"红色的{word}")][2:] == halves
    assert all(each.read_as for each in split_words(word))
