"""Traditional characters one for one."""

import pytest

from models.text.chinese.simplified import simplified


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("貓狗鳥馬", "猫狗鸟马"), ("穿著", "穿着"), ("裡面", "里面"), ("看着", "看着"), ("cat 猫", "cat 猫")],
)
def test_each_character_has_its_simplified_form(typed: str, plain: str) -> None:
    assert simplified(typed) == plain
    assert len(simplified(typed)) == len(typed)
