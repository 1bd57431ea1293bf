"""Names of the ImageNet classes: imagenet_names/LANGUAGE.txt has one a line, in the order of the classes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "imagenet_names"
IMAGENET_CLASSES = 1000


def class_name(index: int, classes: int = IMAGENET_CLASSES, language: str = "en") -> str:
    """What a class is called: an ImageNet name for networks of 1000 classes, else its number.

    Languages without a file get English.
    """
    return imagenet_names(language)[index] if classes == IMAGENET_CLASSES else f"#{index}"


@cache
def imagenet_names(language: str) -> tuple[str, ...]:
    """All 1000 names in a language; English where there is no such file."""
    path = FOLDER / f"{language}.txt"
    if language not in languages():
        path = FOLDER / "en.txt"
    return tuple(path.read_text(encoding="utf-8").splitlines())


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a file."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
