"""The chooser of words that several sub-views show, and one word's map over the photo."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.fusion.density import density_uri
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.overlay import Overlay, OverScale
from app.render.heatmap import scale_png
from app.render.png import data_uri
from models.fusion.swaps import content_words
from models.fusion_results import FusionSentence
from models.results import FloatArray, WordKind


@dataclass(frozen=True)
class WordPick:
    """One word of the chooser."""

    text: str
    href: str
    current: bool
    unread: bool  # nobody here knows it: no strategy has read it


def word_of(query: FusionQuery, heard: FusionSentence) -> int:
    """The word asked for; otherwise the first that names something."""
    if query.word is not None and query.word < len(heard.words):
        return query.word
    return next(iter(content_words(heard.words)), 0)


def word_picks(heard: FusionSentence, current: int, scene: FusionScene) -> tuple[WordPick, ...]:
    """Every word of the sentence as a choice."""
    return tuple(
        WordPick(
            word.text,
            scene.href(word=index, row=None, col=None),
            index == current,
            word.kind is WordKind.UNKNOWN,
        )
        for index, word in enumerate(heard.words)
    )


def word_overlay(one: FloatArray, peak: float, word: str, name: str, scene: FusionScene) -> Overlay:
    """One word's density over the photo."""
    t, sample = scene.t, scene.sample
    return Overlay(
        caption=t("fusion.caption", word=word, name=t(f"fusion.names.{name}")),
        picture=density_uri(one, peak, sample.width, sample.height),
        crisp=False,
        strength=scene.query.strength,
        scale=OverScale(data_uri(scale_png()), "1 ×", f"{t.number(peak, 1)} ×"),
    )
