"""A sentence's attention as a table for the terminal."""

from __future__ import annotations

from app.commands.columns import columns_of, padded
from app.language.i18n import DEFAULT, translator
from models.pointing import brightest_place
from models.results import SentenceAttention, WordAttention, WordKind
from models.spans import SpanAttention

_REASONS = {
    WordKind.CONTENT: "not found",
    WordKind.FUNCTION: "names no thing",
    WordKind.NUMBER: "not counted",
    WordKind.NEGATION: "not read",
    WordKind.UNKNOWN: "unknown word",
}


def summary(attention: SentenceAttention) -> str:
    """One line a word: how sure it is there, whether it was found, and the place it looks at most."""
    width = max(len("word"), *(columns_of(word.word.text) for word in attention.words))
    head = f"{'word':<{width}}  sure    looks at (from the left, from the top)"
    lines = [_line(word, width) for word in attention.words]
    size = f"{attention.width} x {attention.height} pixels, {match_text(attention)}"
    return "\n".join([size, "", head, *lines, *_cut(attention)])


def span_line(span: SpanAttention) -> str:
    """A phrase read as one: how sure it is there, and the place it looks at most."""
    score = "not judged" if span.score is None else sure(span.score)
    x, y = brightest_place(span.evidence)
    return f"{span.text}, read as one: {score}, {f'{x:.0%} {y:.0%}' if span.found else 'not found'}"


def match_text(attention: SentenceAttention) -> str:
    """`match 93 %`, or that there is none."""
    return "no match: no word can be judged" if attention.match is None else f"match {sure(attention.match)}"


def sure(probability: float) -> str:
    """A score in per cent, as the page writes it in English."""
    return translator(DEFAULT).sure(probability)


def _line(word: WordAttention, width: int) -> str:
    score = sure(word.score) if word.word.kind is WordKind.CONTENT else "-"
    return f"{padded(word.word.text, width)}  {score:>6}  {_verdict(word)}"


def _verdict(word: WordAttention) -> str:
    aside = f"  (read as {word.word.read_as})" if word.word.read_as else ""
    aside += "  (its negation is not read; no vote)" if word.word.negated else ""
    if not word.found:
        return _REASONS[word.word.kind] + aside
    x, y = brightest_place(word.evidence)
    return f"{x:4.0%} {y:4.0%}{aside}"


def _cut(attention: SentenceAttention) -> list[str]:
    if attention.cut_at is None:
        return []
    return ["", f"Not read, for the sentence is too long: {attention.sentence[attention.cut_at :]}"]
