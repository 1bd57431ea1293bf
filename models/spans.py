"""Several words of a sentence read as one: a phrase, or the whole sentence. One map, one score.

The map is the mean of its words' maps, which is how the evaluation reads "fire hydrant". A phrase's score is the mean
of its words' log-odds, as a score again: what every word needs is the same threshold, one word that the photo clearly
lacks ("blue" of a red car) takes the phrase down, and one that is only doubted ("fire" of a hydrant) does not. The
least of the scores would refuse both, their mean neither. The sentence keeps the match that the model gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.errors import InvalidArgument
from models.results import FloatArray, SentenceAttention, WordAttention, WordKind

_LEAST = 1e-6  # no score is surer than that; the log-odds of 0 and 1 are infinite


@dataclass(frozen=True)
class SpanAttention:
    """Where some adjacent words look together, and how surely what they name is there."""

    text: str
    start: int  # sentence[start:end] == text
    end: int
    first: int  # the words are numbers first to last of the sentence
    last: int
    whole: bool  # the sentence: its score is the match
    score: float | None  # 0..1; None where none of the words is judged
    found: bool  # of a phrase: score at or above the threshold; of the sentence: one of its words is
    attention: FloatArray  # (heads, rows, cols); every head sums to 1
    evidence: FloatArray  # (rows, cols)


def read_span(result: SentenceAttention, first: int, last: int) -> SpanAttention:
    """Words `first` to `last` (from 0, both counted) as one; raises InvalidArgument where there are no such words."""
    if not 0 <= first <= last < len(result.words):
        raise no_such_words(len(result.words))
    words = result.words[first : last + 1]
    judged = _judged(words)
    score = mean_score([word.score for word in judged]) if judged else None
    return _span(result, first, last, False, score, score is not None and score >= result.threshold)


def read_whole(result: SentenceAttention) -> SpanAttention:
    """The sentence as one: its match, and the mean map of the words that vote."""
    found = any(word.found for word in _judged(result.words)) and result.match is not None
    return _span(result, 0, len(result.words) - 1, True, result.match, found)


def find_span(result: SentenceAttention, text: str) -> SpanAttention:
    """The words that a part of the sentence touches, in any case; raises InvalidArgument where it is no part of it."""
    start = result.sentence.lower().find(text.lower().strip()) if text.strip() else -1
    end = start + len(text.strip())
    touched = [at for at, word in enumerate(result.words) if word.word.start < end and word.word.end > start]
    if start < 0 or not touched:
        raise no_such_words(len(result.words))
    return read_span(result, touched[0], touched[-1])


def mean_score(scores: Sequence[float]) -> float:
    """Scores 0..1 (at least one) -> the score whose log-odds are the mean of theirs."""
    bounded = np.clip(np.asarray(scores, np.float64), _LEAST, 1 - _LEAST)
    if len(set(scores)) == 1:
        return float(scores[0])
    return float(1 / (1 + np.exp(-np.mean(np.log(bounded / (1 - bounded))))))


def no_such_words(count: int) -> InvalidArgument:
    """The error of words that the sentence does not have."""
    return InvalidArgument(
        f"The sentence has no such words; it has {count}.",
        code="no_such_words",
        hint="Words are counted from 0, and a phrase is a stretch of the sentence as it was typed.",
        argument="word",
        count=count,
    )


def _judged(words: Sequence[WordAttention]) -> list[WordAttention]:
    """The words that vote; where a negation takes all of them back, those that name something."""
    content = [word for word in words if word.word.kind is WordKind.CONTENT]
    return [word for word in content if word.word.votes] or content


def _span(
    result: SentenceAttention, first: int, last: int, whole: bool, score: float | None, found: bool
) -> SpanAttention:
    words = result.words[first : last + 1]
    read = _judged(words) or list(words)
    start, end = words[0].word.start, words[-1].word.end
    return SpanAttention(
        text=result.sentence[start:end],
        start=start,
        end=end,
        first=first,
        last=last,
        whole=whole,
        score=score,
        found=found,
        attention=np.mean([word.attention for word in read], axis=0, dtype=np.float32),
        evidence=np.mean([word.evidence for word in read], axis=0, dtype=np.float32),
    )
