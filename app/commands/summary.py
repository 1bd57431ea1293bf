"""A sentence's attention as a table for the terminal."""

from __future__ import annotations

from models.pointing import brightest_place
from models.results import SentenceAttention, WordAttention, WordKind


def summary(attention: SentenceAttention) -> str:
    """One line a word: its score, whether it was found, and the place it looks at most."""
    width = max(len("word"), *(len(word.word.text) for word in attention.words))
    head = f"{'word':<{width}}  score  looks at (from the left, from the top)"
    lines = [_line(word, width) for word in attention.words]
    size = f"{attention.width} x {attention.height} pixels, match {attention.match:.2f}"
    return "\n".join([size, "", head, *lines, *_cut(attention)])


def _line(word: WordAttention, width: int) -> str:
    score = f"{word.score:5.2f}" if word.word.kind is WordKind.CONTENT else "    -"
    return f"{word.word.text:<{width}}  {score}  {_verdict(word)}"


def _verdict(word: WordAttention) -> str:
    if not word.found:
        reasons = {WordKind.CONTENT: "not found", WordKind.FUNCTION: "names no thing", WordKind.UNKNOWN: "unknown word"}
        return reasons[word.word.kind]
    x, y = brightest_place(word.evidence)
    return f"{x:4.0%} {y:4.0%}"


def _cut(attention: SentenceAttention) -> list[str]:
    if attention.cut_at is None:
        return []
    return ["", f"Not read, for the sentence is too long: {attention.sentence[attention.cut_at :]}"]
