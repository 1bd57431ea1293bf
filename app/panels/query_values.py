"""Values in an address, read without ever failing."""

from __future__ import annotations


def whole_number(text: str | None) -> int | None:
    """Up to six digits; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None
