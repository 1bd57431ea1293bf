"""Whom a panel is drawn for: which sample, in which language, under which address."""

from __future__ import annotations

from dataclasses import dataclass

from app.language.i18n import Translator
from app.samples.sample import Sample


@dataclass(frozen=True)
class Scene:
    """Where a result is shown; `root` is the path prefix of the whole site, mostly empty."""

    sample: Sample
    t: Translator
    root: str = ""

    def address(self, panel: str) -> str:
        """The address of a panel of this sample."""
        return f"{self.root}/s/{self.sample.id}/{panel}"
