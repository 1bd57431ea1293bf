"""A strategy's scheme says what enters it."""

from __future__ import annotations

import pytest

from app.language.i18n import translator
from app.panels.fusion.schemes import scheme
from models.fusion.catalogue_names import STRATEGY_SHAPES


@pytest.mark.parametrize("name", STRATEGY_SHAPES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_lowest_boxes_say_what_enters(name: str, language: str) -> None:
    t = translator(language)
    raw = name == "early"
    told = (t("fusion.stream.pixels") if raw else "CNN", t("fusion.stream.pieces") if raw else "MiniLM")
    picture = scheme(name, t)
    assert picture.count("<text") == 2
    for text in told:
        assert f">{text}</text>" in picture
