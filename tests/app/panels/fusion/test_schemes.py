"""A strategy's scheme says what enters it, and its sentences are of what it joins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.language.i18n import translator
from app.panels.fusion.schemes import described, scheme
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.streams import EMBEDDING, PATCHES


@pytest.mark.parametrize("name", STRATEGY_SHAPES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("raw", [False, True])
def test_the_lowest_boxes_say_what_enters(name: str, language: str, raw: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    shape, t = STRATEGY_SHAPES[name], translator(language)
    if raw:
        shape = replace(shape, stages=(PATCHES,), depths=(EMBEDDING,))
        monkeypatch.setitem(STRATEGY_SHAPES, name, shape)
    told = [t("fusion.stream.pixels") if raw else "CNN"]
    told.append(t("fusion.stream.pieces") if EMBEDDING in shape.depths else "MiniLM")
    picture = scheme(name, t)
    assert picture.count("<text") == 2
    for text in told:
        assert f">{text}</text>" in picture


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_an_early_that_joins_pixels_is_described_as_one(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    t = translator(language)
    keys = [described("early")]
    monkeypatch.setitem(STRATEGY_SHAPES, "early", replace(STRATEGY_SHAPES["early"], stages=(PATCHES,)))
    keys.append(described("early"))
    assert keys == ["early", "early_patches"]
    for part in ("how", "cannot"):
        assert len({t(f"fusion.{part}.{key}") for key in keys}) == 2
