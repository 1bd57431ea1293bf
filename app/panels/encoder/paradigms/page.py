"""What the template of `paradigms` reads: a row an aspect, each with the way to what shows it."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.encoder.query import Form
from app.panels.encoder.scene import EncoderScene
from models.encoder.lesson_results import Goal, Tower
from models.encoder.paradigms import ASPECTS, PARADIGMS, STUDIES, Study


@dataclass(frozen=True)
class AspectRow:
    """One aspect of all paradigms."""

    name: str
    href: str  # the demonstration


@dataclass(frozen=True)
class ParadigmsPage:
    """What the template reads."""

    paradigms: tuple[str, ...]
    rows: tuple[AspectRow, ...]
    studies: tuple[Study, ...]
    json: str


def paradigms_page(scene: EncoderScene) -> ParadigmsPage:
    """Rows with their ways out."""
    shown = demonstrations(scene)
    rows = tuple(AspectRow(aspect, shown[aspect]) for aspect in ASPECTS)
    return ParadigmsPage(PARADIGMS, rows, STUDIES, f"{scene.scene.root}/api/v1/encoder/paradigms")


def demonstrations(scene: EncoderScene) -> dict[str, str]:
    """Where each aspect can be seen to be so, on the person's own photo where it is one of the photo."""
    return {
        "goal": scene.href(view="outputs"),
        "input": scene.href(view="ribbon"),
        "output": scene.href(view="outputs", form=Form.SEQUENCE),
        "data": scene.href(view="training", goal=Goal.CAPTIONS),
        "supervision": scene.href(view="training", goal=Goal.LABELS),
        "optimised": scene.href(view="training", tower=Tower.ALL),
    }
