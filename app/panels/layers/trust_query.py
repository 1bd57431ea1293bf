"""Which map the sub-view `trust` checks, as the address says it."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.layers.query import LayersQuery

WORD = "word:"


@dataclass(frozen=True)
class TrustQuery:
    """A word of the sentence, or the class that the sub-view `class` shows."""

    word: int | None
    run: str  # empty: not asked for; 1: in slices, with progress; all: in one go

    @property
    def asked(self) -> bool:
        """Whether the checks are to be run."""
        return bool(self.run)


def read_trust(query: LayersQuery) -> TrustQuery:
    """What the address gets wrong is left at its default."""
    of, run = query.get("of"), query.get("run")
    return TrustQuery(
        word=_number(of.removeprefix(WORD)) if of.startswith(WORD) else None,
        run=run if run in {"1", "all"} else "",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
