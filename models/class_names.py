"""Names of classes: SET_names/LANGUAGE.txt has one a line, in the order of the classes.

A network's classes are told by their number: a set of 1000 names is ImageNet's, one of 101 Caltech-101's.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent
FOLDER, CALTECH_FOLDER, COCO_FOLDER = ROOT / "imagenet_names", ROOT / "caltech_names", ROOT / "coco_names"
IMAGENET_CLASSES, CALTECH_CLASSES = 1000, 101


def class_name(index: int, classes: int = IMAGENET_CLASSES, language: str = "en") -> str:
    """What a class of a network of so many classes is called: its name in the set of that size, else its number.

    Languages without a file get English.
    """
    folder = name_sets().get(classes)
    return _names(folder, language)[index] if folder else f"#{index}"


@cache
def name_sets() -> dict[int, Path]:
    """The folder of each set of names, by how many there are."""
    return {len(_names(path.parent, "en")): path.parent for path in sorted(ROOT.glob("*_names/en.txt"))}


def imagenet_names(language: str) -> tuple[str, ...]:
    """All 1000 names in a language; English where there is no such file."""
    return _names(FOLDER, language)


def caltech_names(language: str) -> tuple[str, ...]:
    """All 101 names of Caltech-101 in a language; English where there is no such file."""
    return _names(CALTECH_FOLDER, language)


@cache
def coco_names(language: str = "en") -> tuple[str, ...]:
    """All 80 names of COCO in a language; English where there is no such file."""
    return _names(COCO_FOLDER, language)


@cache
def _names(folder: Path, language: str) -> tuple[str, ...]:
    path = folder / f"{language if language in languages() else 'en'}.txt"
    return tuple(path.read_text(encoding="utf-8").splitlines())


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a file."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
