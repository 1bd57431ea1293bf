"""A phrase or the whole sentence on the page: which the address picks, which are offered, and how one is drawn."""

from __future__ import annotations

from app.language.i18n import Translator
from app.panels.words.query import SENTENCE, WordsQuery
from app.panels.words.scale import told_focus, top_of
from app.panels.words.view import Offer, SpanView
from app.render.heatmap import ROOT, heat_png
from app.render.png import data_uri
from models.results import SentenceAttention
from models.spans import SpanAttention, read_span, read_whole
from models.text.phrases import noun_phrases

WHOLE = "sentence"  # its name where a phrase is "2,3"


def picked_span(result: SentenceAttention, query: WordsQuery) -> SpanAttention | None:
    """What the address picks instead of a word; a phrase of words that the sentence does not have is none."""
    if query.word == SENTENCE:
        return read_whole(result)
    if query.first is None or query.last is None or query.last >= len(result.words):
        return None
    return read_span(result, query.first, query.last)


def draw_span(result: SentenceAttention, span: SpanAttention, t: Translator) -> SpanView:
    """A phrase with its picture, on the scale of the sentence's words."""
    return SpanView(
        name=WHOLE if span.whole else f"{span.first},{span.last}",
        text=t("phrase.sentence") if span.whole else span.text,
        found=span.found,
        heat=data_uri(span_heat(result, span)) if span.found else None,
        summary=_summary(result, span, t),
        parameters="" if span.whole else f"from={span.first}&to={span.last}",
    )


def draw_offers(result: SentenceAttention, query: WordsQuery, address: str) -> tuple[Offer, ...]:
    """The noun phrases of the sentence, and the sentence itself, whose text is the page's to say."""
    words = [word.word for word in result.words]
    phrases = [
        Offer(
            f"{first},{last}",
            result.sentence[words[first].start : words[last].end],
            f"{address}?{query.phrase(first, last).encode()}",
            (query.first, query.last) == (first, last),
        )
        for first, last in noun_phrases(result.sentence, words)
    ]
    whole = Offer(WHOLE, "", f"{address}?{query.change(word=WHOLE).encode()}", query.word == SENTENCE)
    return (*phrases, whole)


def span_heat(result: SentenceAttention, span: SpanAttention) -> bytes:
    """The picture of a phrase, as small as a word's."""
    return heat_png(span.evidence, top_of(result), result.width, result.height, ROOT)


def _summary(result: SentenceAttention, span: SpanAttention, t: Translator) -> str:
    if span.score is None:
        return t("words.match_none") if span.whole else t("phrase.unjudged")
    sure = {"score": t.sure(span.score), "threshold": t.percent(result.threshold)}
    state = ("whole" if span.whole else "found") if span.found else ("whole_absent" if span.whole else "absent")
    return t(f"phrase.{state}", **told_focus(span.evidence, t), **sure)
