"""The sub-view `visual_words`: what each cell says, among the words of captions."""

from __future__ import annotations

from app.engines import Engines
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.subview import EncoderSubView
from app.panels.encoder.visual_words import api
from app.panels.encoder.visual_words.page import VisualWordsPage, visual_words_overlay, visual_words_page
from app.panels.encoder.visual_words.result import VisualWordsResult, find_visual_words
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class VisualWordsView(EncoderSubView):
    """The nearest words of every cell, and the cells that say a word."""

    name = "visual_words"
    template = "panels/encoder/_visual_words.html"
    routers = (api.router, api.files)

    async def examine(self, sample: Sample, query: EncoderQuery, engines: Engines, grown: Growth) -> VisualWordsResult:
        """One run of the encoder."""
        return await find_visual_words(sample, query.word, engines)

    def draw(self, findings: VisualWordsResult, scene: EncoderScene) -> VisualWordsPage:
        """The words with what stands beside them."""
        return visual_words_page(findings, scene)

    def overlay(self, findings: VisualWordsResult, scene: EncoderScene) -> Overlay:
        """The words over the photo."""
        return visual_words_overlay(findings, scene)
