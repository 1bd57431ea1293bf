"""The words panel: where each word of the sentence looks in the photo."""

from __future__ import annotations

from collections.abc import Mapping

from app.engines import Engines
from app.panels.panel import OneViewPanel
from app.panels.scene import Scene
from app.panels.words import api
from app.panels.words.drawing import draw_words
from app.panels.words.query import WordsQuery, read_words_query
from app.panels.words.view import WordsView
from app.samples.sample import Sample
from models.results import SentenceAttention


class WordsPanel(OneViewPanel):
    """Attention and evidence per word, one word at a time, a phrase, two, all at once, or by place."""

    name = "words"
    template = "panels/words/_panel.html"
    routers = (api.router, api.take)

    def read_query(self, address: Mapping[str, str], sample: Sample) -> WordsQuery:
        """Which word, which view, how strong."""
        return read_words_query(address, sample.height / sample.width)

    async def examine(self, sample: Sample, query: WordsQuery, engines: Engines) -> SentenceAttention:
        """The sentence read against the photo."""
        return await engines.attention.attention(sample)

    def draw(self, findings: SentenceAttention, query: WordsQuery, scene: Scene) -> WordsView:
        """The sentence with its pictures."""
        return draw_words(findings, query, scene)
