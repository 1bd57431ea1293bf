"""From a sentence's attention to the view of the words panel."""

from __future__ import annotations

from app.panels.scene import Scene
from app.panels.words.phrase import draw_offers, draw_span, picked_span
from app.panels.words.query import NOTHING, Place, WordsQuery
from app.panels.words.scale import peak_of, told_focus, top_of
from app.panels.words.view import Piece, ShownPlace, WordsView, WordView
from app.render.heatmap import MIDDLE, ROOT, evidence_bytes, heat_png
from app.render.png import data_uri
from models.results import FloatArray, SentenceAttention, WordAttention, WordKind

INLINE_HEATS = 24  # found words whose picture stands in the page; the pictures of further ones have an address
_ABSENT = "absent"  # the state of a word that names something and was not found; others are named for their kind


def draw_words(result: SentenceAttention, query: WordsQuery, scene: Scene) -> WordsView:
    """Every word with its picture, all on one scale, and which of them the address picks."""
    words = _Drawing(result, query, scene).words()
    span = picked_span(result, query)
    picked = None if span else _picked(words, query)
    compared = _compared(words, query, picked)
    peak, (rows, cols) = peak_of(result), result.grid
    return WordsView(
        words=words,
        pieces=tuple(_pieces(result, words)),
        picked=picked,
        span=draw_span(result, span, scene.t) if span else None,
        offers=draw_offers(result, query, scene.address("words")),
        compared=compared,
        query=query,
        match=result.match,
        threshold=result.threshold,
        grid=result.grid,
        peak_times=peak * rows * cols,
        top_times=top_of(result) * rows * cols,
        middle_times=MIDDLE * top_of(result) * rows * cols,
        overlap=_overlap(result, picked, compared),
        cut=result.cut_at is not None,
        place=_shown_place(query.place, result.grid),
        address=scene.address("words"),
    )


def draw_heat(result: SentenceAttention, index: int) -> bytes | None:
    """The picture of one word; None where it has none."""
    if not (0 <= index < len(result.words) and result.words[index].found):
        return None
    return heat_png(result.words[index].evidence, top_of(result), result.width, result.height, ROOT)


class _Drawing:
    """The words of one sentence, drawn in order; counts how many pictures stand in the page already."""

    def __init__(self, result: SentenceAttention, query: WordsQuery, scene: Scene) -> None:
        self._result, self._query, self._scene = result, query, scene
        self._peak, self._top = peak_of(result), top_of(result)
        self._inline = 0
        self._rest = query.change(word=None).encode()  # what the words' addresses have in common

    def words(self) -> tuple[WordView, ...]:
        return tuple(self._word(index, word) for index, word in enumerate(self._result.words))

    def _word(self, index: int, word: WordAttention) -> WordView:
        kind = word.word.kind
        state = "found" if word.found else _ABSENT if kind is WordKind.CONTENT else kind.value
        found = state == "found"
        return WordView(
            index=index,
            text=word.word.text,
            kind=word.word.kind.value,
            found=found,
            score=word.score,
            level=round(word.score * 10),
            state=state,
            heat=self._heat(index, word) if found else None,
            evidence=evidence_bytes(word.evidence, self._peak) if found else None,
            summary=self._summary(word, state),
            read_as=word.word.read_as,
            here=self._here(word) if found else None,
            href=self._href(index),
        )

    def _heat(self, index: int, word: WordAttention) -> str:
        self._inline += 1
        if self._inline > INLINE_HEATS:
            return f"{self._scene.root}/s/{self._scene.sample.id}/heat/{index}.png"
        return data_uri(heat_png(word.evidence, self._top, self._result.width, self._result.height, ROOT))

    def _summary(self, word: WordAttention, state: str) -> str:
        t = self._scene.t
        sure = {"score": t.sure(word.score), "threshold": t.percent(self._result.threshold)}
        where = told_focus(word.evidence, t) if word.found else {}
        told = t(f"words.summary.{state}", word=word.word.text, **where, **sure)
        told = t("words.summary.read_as", told=told, english=word.word.read_as) if word.word.read_as else told
        return t("words.summary.negated", told=told) if word.word.negated else told

    def _here(self, word: WordAttention) -> float | None:
        if self._query.place is None or self._peak <= 0:
            return None
        return float(word.evidence[self._query.place.cell(self._result.grid)]) / self._peak

    def _href(self, index: int) -> str:
        rest = f"&{self._rest}" if self._rest else ""
        return f"{self._scene.address('words')}?word={index}{rest}"


def _picked(words: tuple[WordView, ...], query: WordsQuery) -> WordView | None:
    """The word that the address names; where it names none, the one found most surely."""
    if query.word == NOTHING:
        return None
    if query.word is not None and query.word < len(words):
        return words[query.word]
    return _surest(words)


def _compared(words: tuple[WordView, ...], query: WordsQuery, picked: WordView | None) -> WordView | None:
    if query.compare is not None and query.compare < len(words):
        return words[query.compare]
    return _surest(tuple(word for word in words if word is not picked)) if query.view == "compare" else None


def _surest(words: tuple[WordView, ...]) -> WordView | None:
    return max((word for word in words if word.found), key=lambda word: word.score, default=None)


def _overlap(result: SentenceAttention, first: WordView | None, second: WordView | None) -> float | None:
    """The part of two words' evidence, each as shares of its own sum, that lies in the same cells."""
    if not (first and second and first.found and second.found):
        return None
    one, other = (_shares(result.words[word.index].evidence) for word in (first, second))
    return float(sum((min(a, b) for a, b in zip(one.flat, other.flat, strict=True)), start=0.0))


def _shares(evidence: FloatArray) -> FloatArray:
    total = evidence.sum()
    return evidence / total if total > 0 else evidence


def _pieces(result: SentenceAttention, words: tuple[WordView, ...]) -> list[Piece]:
    """The sentence cut where words begin and end, and where the text model stopped reading."""
    cut = len(result.sentence) if result.cut_at is None else result.cut_at
    pieces: list[Piece] = []
    at = 0
    for word, view in zip(result.words, words, strict=True):
        pieces += _between(result.sentence, at, word.word.start, cut)
        pieces.append(Piece(word.word.text, view, word.word.start < cut))
        at = word.word.end
    return pieces + _between(result.sentence, at, len(result.sentence), cut)


def _between(sentence: str, start: int, end: int, cut: int) -> list[Piece]:
    middle = min(max(start, cut), end)
    stretches = ((sentence[start:middle], True), (sentence[middle:end], False))
    return [Piece(text, None, read) for text, read in stretches if text]


def _shown_place(place: Place | None, grid: tuple[int, int]) -> ShownPlace | None:
    return ShownPlace(place.x, place.y, *place.cell(grid)) if place else None
