"""Traditional and simplified characters, one for one."""

import pytest

from models.fusion.swaps import CHINESE_FAMILIES
from models.text.chinese.simplified import simplified, traditional


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("貓狗鳥馬", "猫狗鸟马"), ("穿著", "穿着"), ("裡面", "里面"), ("看着", "看着"), ("cat 猫", "cat 猫")],
)
def test_each_character_has_its_simplified_form(typed: str, plain: str) -> None:
    assert simplified(typed) == plain
    assert len(simplified(typed)) == len(typed)


def test_what_is_written_in_full_comes_back_the_same() -> None:
    for word in (each for family in CHINESE_FAMILIES for each in family):
        assert simplified(traditional(word)) == word
    assert traditional("红色的猫") == "紅色的貓"
