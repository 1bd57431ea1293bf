"""The words panel: where each word of the sentence looks in the photo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.panels.scene import Scene
from app.panels.words.drawing import draw_words
from app.panels.words.query import WordsQuery, read_words_query
from app.panels.words.view import WordsView
from app.samples.sample import Sample
from models.report import attention_json
from models.results import SentenceAttention


@dataclass(frozen=True)
class WordsPanel:
    """Attention and evidence per word, one word at a time, two, all at once, or by place."""

    name: str = "words"
    template: str = "panels/words/_panel.html"
    overlay: str | None = None

    def read_query(self, query: Mapping[str, str], sample: Sample) -> WordsQuery:
        """Which word, which view, how strong."""
        return read_words_query(query, sample.height / sample.width)

    async def run(self, sample: Sample, _: WordsQuery, engines: Engines) -> SentenceAttention:
        """The sentence read against the photo."""
        return await engines.attention.attention(sample)

    def view(self, result: SentenceAttention, query: WordsQuery, scene: Scene) -> WordsView:
        """The sentence with its pictures."""
        return draw_words(result, query, scene)

    def as_json(self, result: SentenceAttention, _: WordsQuery) -> dict[str, Any]:
        """What the command line prints too."""
        return attention_json(result)
