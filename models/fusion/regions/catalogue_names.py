"""What each sibling attends with and whose sibling it is, for those who must not import torch.

A test holds this equal to the siblings' own declarations (models/fusion/regions/catalogue.py).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SiblingShape:
    """Famous models that read a photo in the same way (models/fusion/famous.py), and (name, queries, keys) of each
    attention.
    """

    of: tuple[str, ...]
    attention: tuple[tuple[str, str, str], ...]
    tags: bool = False  # whether the boxes' class names are words beside the sentence


WEIGHTS = "fusion_regions"  # the manifest's row of all siblings
_SELF = (("self", "joint", "joint"),)

SIBLING_SHAPES: dict[str, SiblingShape] = {
    "regions_single": SiblingShape(("vl_bert", "uniter"), _SELF),
    "regions_cross": SiblingShape(
        ("lxmert",), (("words_to_regions", "words", "regions"), ("regions_to_words", "regions", "words"))
    ),
    "regions_tags": SiblingShape(("oscar",), _SELF, tags=True),
}


def sibling_of(famous: str) -> str | None:
    """The sibling of a famous model; None where there is none."""
    return next((name for name, shape in SIBLING_SHAPES.items() if famous in shape.of), None)
