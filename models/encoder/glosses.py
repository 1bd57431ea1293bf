"""What the words of cells mean in other languages: noun_glosses/LANGUAGE.tsv has a word and its gloss a line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "noun_glosses"


def gloss(word: str, language: str) -> str:
    """Empty in English, in a language without a file, and for a word that its file lacks."""
    return glosses(language).get(word, "")


@cache
def glosses(language: str) -> dict[str, str]:
    """All of a language."""
    for path in FOLDER.glob("*.tsv"):  # a language is a person's input: never part of a path
        if path.stem == language:
            lines = path.read_text(encoding="utf-8").splitlines()
            return {word: meaning for word, _, meaning in (line.partition("\t") for line in lines)}
    return {}


@cache
def words_meant() -> dict[str, str]:
    """Gloss -> the first word that has it, in every language."""
    pairs = [pair for path in sorted(FOLDER.glob("*.tsv")) for pair in glosses(path.stem).items()]
    return {meaning: word for word, meaning in reversed(pairs)}
