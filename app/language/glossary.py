"""Terms explained where they stand: one file a language, and the marking of a part of the page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from app.language.i18n import DEFAULT

FOLDER = Path(__file__).parent / "glossary"
# Running text of a view; nothing that scripts rewrite, and nothing that is a control already.
_TEXT = re.compile(r"<(p|dt|th)\b(?![^>]*\bid=)([^>]*)>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
_CLOSED = re.compile(r"<(a|button|output|bdi|svg|code|noscript|label|select)\b")


@dataclass(frozen=True)
class Term:
    """One term: how it stands in sentences, and what it means."""

    name: str
    title: str
    forms: tuple[str, ...]
    says: str
    formula: str = ""
    source: str = ""


@dataclass(frozen=True)
class Glossed:
    """A part of the page with its terms marked, and those terms in the order in which they stand."""

    html: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Glossary:
    """The terms of one language."""

    tag: str
    terms: tuple[Term, ...]
    pattern: re.Pattern[str]

    def mark(self, html: str) -> Glossed:
        """The first place where each term stands becomes a link to its definition."""
        found: dict[str, Term] = {}
        marked = _TEXT.sub(lambda part: self._marked(part, found), html)
        return Glossed(marked, tuple(found.values()))

    def _marked(self, part: re.Match[str], found: dict[str, Term]) -> str:
        pieces, closed = [], ""
        for piece in _TAG.split(part[3]):
            if piece.startswith("<"):
                closed = _closed_after(piece, closed)
            elif not closed:
                said = _said(self.tag, piece)
                piece = "".join(self._link(each, found) if at % 2 else each for at, each in enumerate(said))  # noqa: PLW2901
            pieces.append(piece)
        return f"<{part[1]}{part[2]}>{''.join(pieces)}</{part[1]}>"

    def _link(self, said: str, found: dict[str, Term]) -> str:
        term = self._of(said)
        if term.name in found:
            return said
        found[term.name] = term
        return f'<a class="term" href="#term-{term.name}" aria-describedby="term-{term.name}">{said}</a>'

    def _of(self, text: str) -> Term:
        return next(term for term in self.terms if text.lower() in (form.lower() for form in term.forms))


def _closed_after(tag: str, closed: str) -> str:
    """The element inside which nothing is marked, after this tag."""
    if closed:
        return "" if tag == f"</{closed}>" else closed
    opened = _CLOSED.match(tag)
    return opened[1] if opened and not tag.endswith("/>") else ""


@cache
def glossary(tag: str) -> Glossary:
    """The terms of a language; those of English where it has no file."""
    path = FOLDER / f"{tag}.toml"
    terms = tuple(read_terms(path if path.exists() else FOLDER / f"{DEFAULT}.toml"))
    forms = sorted((escape(form) for term in terms for form in term.forms), key=len, reverse=True)
    return Glossary(tag, terms, re.compile(f"({'|'.join(map(_whole, forms))})", re.IGNORECASE))


@lru_cache(maxsize=2000)
def _said(tag: str, text: str) -> tuple[str, ...]:
    """Text and the terms in it by turns, text first. The same running text stands in every answer's page."""
    return tuple(glossary(tag).pattern.split(text))


def read_terms(path: Path) -> Iterator[Term]:
    """Every term of a file, in its order."""
    for name, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
        yield Term(name, row["name"], tuple(row["forms"]), row["says"], row.get("formula", ""), row.get("source", ""))


def _whole(form: str) -> str:
    """Latin letters are whole words; Chinese has no gaps between words."""
    edge = r"(?<![A-Za-z-]){}(?![A-Za-z])" if form.isascii() else "{}"
    return edge.format(re.escape(form))
