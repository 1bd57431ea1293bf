"""Every setting with its environment variable, its default and its meaning."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ByteSize

from app.settings import Settings
from scripts.markdown import markdown

HEADS = {"en": ("variable", "default", "meaning"), "zh-CN": ("变量", "默认值", "含义")}
TRANSLATED = Path(__file__).parents[1] / "docs" / "settings.{language}.toml"


def settings(language: str) -> str:
    """The table in one language."""
    meanings = _meanings(language)
    rows = [
        (f"`FOVEA_{name.upper()}`", _default(field.default), meanings[name])
        for name, field in Settings.model_fields.items()
    ]
    return markdown(HEADS[language], rows)


def _meanings(language: str) -> dict[str, str]:
    if language == "en":
        return {name: field.description or "" for name, field in Settings.model_fields.items()}
    return tomllib.loads(Path(str(TRANSLATED).format(language=language)).read_text(encoding="utf-8"))


def _default(value: object) -> str:
    if isinstance(value, ByteSize):
        return f"`{int(value)}` ({int(value) // 1_000_000} MB)"
    return f"`{value}`" if str(value) else ""
