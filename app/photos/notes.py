"""Notes: what was done to a photo on its way in, for the person to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """A code to look up in the reader's language (`notes.<code>`), and the values of its placeholders."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
