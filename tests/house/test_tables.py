"""The tables in the documents say what the settings, the metrics and the timings say."""

from __future__ import annotations

import re
import tomllib

from app.settings import Settings
from scripts.tables import DOCUMENTS, ROOT, filled, outdated


def test_no_document_has_an_old_table() -> None:
    assert outdated() == [], "make docs writes them"


def test_every_setting_has_a_meaning_in_chinese() -> None:
    translated = tomllib.loads(_read("zh-CN"))
    assert set(translated) == set(Settings.model_fields)


def _read(language: str) -> str:
    return (ROOT / "docs" / f"settings.{language}.toml").read_text(encoding="utf-8")


def test_writing_tables_twice_changes_nothing() -> None:
    for name, language in DOCUMENTS.items():
        once = filled((ROOT / name).read_text(encoding="utf-8"), language)
        assert filled(once, language) == once


def test_a_chinese_document_says_from_one_number_to_another_in_chinese() -> None:
    assert not re.search(r"\d to \d", (ROOT / "README.zh-CN.md").read_text(encoding="utf-8"))
    assert re.search(r"\d to \d", (ROOT / "README.md").read_text(encoding="utf-8"))
