"""Names of classes: imagenet_names/LANGUAGE.txt has one a line, in the order of the classes; caltech_names too."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "imagenet_names"
CALTECH_FOLDER = Path(__file__).parent / "caltech_names"
IMAGENET_CLASSES, CALTECH_CLASSES = 1000, 101


def class_name(index: int, classes: int = IMAGENET_CLASSES, language: str = "en") -> str:
    """What a class is called: an ImageNet name for networks of 1000 classes, Caltech-101's for 101, else its number.

    Languages without a file get English.
    """
    if classes == CALTECH_CLASSES:
        return caltech_names(language)[index]
    return imagenet_names(language)[index] if classes == IMAGENET_CLASSES else f"#{index}"


@cache
def imagenet_names(language: str) -> tuple[str, ...]:
    """All 1000 names in a language; English where there is no such file."""
    return _names(FOLDER, language)


@cache
def caltech_names(language: str) -> tuple[str, ...]:
    """All 101 names of Caltech-101 in a language; English where there is no such file."""
    return _names(CALTECH_FOLDER, language)


def _names(folder: Path, language: str) -> tuple[str, ...]:
    path = folder / f"{language if language in languages() else 'en'}.txt"
    return tuple(path.read_text(encoding="utf-8").splitlines())


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a file."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
