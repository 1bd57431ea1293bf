"""Which models a library registers, by its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.backbones.listing import is_registered, registered_names

SOURCE = """
@register_model
def tiny(pretrained=False, **kwargs):
    pass


@register_model()
@handle_legacy_interface(
    weights=("pretrained", Small.IMAGENET),
)
def small(*, weights=None):
    pass


@register_model(name="big_b0")
def make_big(*, weights=None):
    pass


def helper():
    pass


register_model_deprecations(__name__, {
    'tv_tiny': 'tiny.tv_in1k',
    'gone': None,
})
"""
NAMES = {"tiny", "small", "big_b0", "tv_tiny", "gone"}


@pytest.fixture
def timm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "timm"
    (folder / "models").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise ImportError('nobody may import it')")
    (folder / "models" / "nets.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    registered_names.cache_clear()


def test_names_are_read_without_importing_the_library(timm: None) -> None:
    assert registered_names("timm") == NAMES


@pytest.mark.parametrize("name", [*sorted(NAMES), "tiny.a1_in1k"])
def test_a_registered_name_is_one_whatever_its_tag(timm: None, name: str) -> None:
    assert is_registered("timm", name)


@pytest.mark.parametrize("name", ["helper", "make_big", "tin", "TINY", "tiny_"])
def test_other_names_are_none(timm: None, name: str) -> None:
    assert not is_registered("timm", name)


def test_where_no_name_can_be_read_none_is_refused() -> None:
    registered_names.cache_clear()
    assert is_registered("no_such_library_at_all", "anything")
