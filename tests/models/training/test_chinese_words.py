"""How the English of a Chinese word is chosen."""

from collections import Counter
from pathlib import Path

import pytest

from models.training.chinese_material import read_dictionary
from models.training.chinese_words import Recipe, choose, enters, loose, root, swallows, whole

RECIPE = Recipe(rarest=20, least=8, agreed=0.15, sure=0.3, character=300, class_frequency=200, told={})
SAID = Counter({"dog": 500, "run": 90, "fire": 20, "hydrant": 5})


def test_captions_decide_where_the_dictionary_agrees() -> None:
    assert choose({"dog": 0.2, "grass": 0.25}, ["dog", "hound"], SAID, 50, RECIPE) == "dog"


def test_a_rare_word_gets_the_dictionary_s_most_usual_meaning() -> None:
    assert choose({"grass": 0.9}, ["hound", "dog"], SAID, 2, RECIPE) == "dog"


def test_what_nobody_says_stays_empty() -> None:
    assert choose({}, [], SAID, 0, RECIPE) == ""


def test_a_phrase_of_the_dictionary_wins_over_its_last_word() -> None:
    assert choose({"hydrant": 0.6}, ["fire hydrant"], SAID, 20, RECIPE) == "fire hydrant"


@pytest.mark.parametrize(
    ("found", "meanings", "expected"),
    [
        ("river", ["yellow river", "river"], ""),  # the word alone is a meaning
        ("park", ["parking lot", "car park"], "parking lot"),
        ("dog", ["wild dog"], ""),  # nobody says wild
    ],
)
def test_a_phrase_holds_its_word_wherever_it_stands(found: str, meanings: list[str], expected: str) -> None:
    said = Counter({"river": 9, "yellow": 9, "parking": 9, "lot": 9, "dog": 9})
    assert whole(found, meanings, said) == expected


@pytest.mark.parametrize(
    ("word", "meaning", "expected"),
    [
        ("白衬衫", "shirt", False),
        ("滑雪者", "skier", True),
        ("老虎", "tiger", True),
        ("皮卡丘", "", True),
        ("白狗", "", False),
        ("白丘", "", False),
    ],
)
def test_what_nobody_lists_is_two_words_where_captions_say_both(word: str, meaning: str, expected: bool) -> None:
    english = {
        "白": "white",
        "衬衫": "shirt",
        "滑雪": "skiing",
        "者": "person",
        "狗": "dog",
        "皮卡": "truck",
        "丘": "hill",
    }
    said = Counter(dict.fromkeys(("白", "衬衫", "滑雪", "者", "狗"), 50) | {"皮卡": 2, "丘": 1})
    row = (3, "nr", meaning)
    assert enters(word, row, english, said, {"老虎"}, RECIPE) is expected


@pytest.mark.parametrize(
    ("word", "tag", "expected"),
    [("一只", "m", True), ("坐在", "v", True), ("三明治", "n", False), ("狗", "n", False), ("没有", "v", False)],
)
def test_numbers_and_verbs_swallow_nothing(word: str, tag: str, expected: bool) -> None:
    assert swallows(word, tag) is expected


def test_the_dictionary_is_read_without_names_and_asides(tmp_path: Path) -> None:
    file = tmp_path / "cedict.u8"
    file.write_text(
        "# note\n狗 狗 [gou3] /dog/CL:隻|只[zhi1]/\n"
        "王 王 [Wang2] /surname Wang/\n跑 跑 [pao3] /to run (fast)/to escape/\n"
    )
    found = read_dictionary(file)
    assert found.meanings == {"狗": ["dog"], "跑": ["run", "escape"]}
    assert found.names == {"王"}


@pytest.mark.parametrize(("word", "expected"), [("桌上", True), ("一男一女", True), ("个人", True), ("沙发", False)])
def test_what_no_dictionary_has_is_two_words_where_it_counts_or_places(word: str, expected: bool) -> None:
    assert loose(word) is expected


@pytest.mark.parametrize(
    "words", [("runs", "running", "run"), ("lying", "lays", "lie"), ("dogs", "dog"), ("rides", "riding")]
)
def test_forms_of_a_word_have_one_root(words: tuple[str, ...]) -> None:
    assert len({root(word) for word in words}) == 1
