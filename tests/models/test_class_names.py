"""Names of the ImageNet classes."""

from __future__ import annotations

import pytest

from models.class_names import caltech_names, class_name, imagenet_names, languages


@pytest.mark.parametrize("language", languages())
def test_every_language_has_a_thousand_different_names(language: str) -> None:
    names = imagenet_names(language)
    assert len(names) == len(set(names)) == 1000
    assert all(name and name == name.strip() for name in names)


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_101_names_of_caltech(language: str) -> None:
    names = caltech_names(language)
    assert len(names) == len(set(names)) == 101
    assert all(name and name == name.strip() for name in names)


def test_networks_of_101_classes_get_caltechs_names() -> None:
    assert class_name(5, classes=101) == "airplane"
    assert class_name(5, classes=101, language="zh-CN") == "飞机"


@pytest.mark.parametrize(
    ("index", "name"), [(0, "tench"), (285, "Egyptian cat"), (967, "espresso"), (999, "toilet tissue")]
)
def test_well_known_classes(index: int, name: str) -> None:
    assert class_name(index) == name


def test_a_language_without_names_gets_english_and_other_networks_get_numbers() -> None:
    assert class_name(285, language="xx") == "Egyptian cat"
    assert class_name(3, classes=10) == "#3"
