"""Sentences as MiniLM's word pieces, and the words those pieces make up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import InvalidSentence
from models.results import FloatArray, Word, WordKind
from models.text.word_pieces import UNKNOWN, Vocabulary, read_vocabulary
from models.text.words import spelled_words

MAX_TOKENS = 256  # of the all-MiniLM-L6-v2 model card, [CLS] and [SEP] included
UNKNOWN_ID, START_ID, END_ID = 100, 101, 102
SILENT = (0, 1)  # a word without pieces, such as a particle of Chinese, reads the sentence's first token


# MiniLM's own, from the package of its weights: serving needs this file of it alone.
TOKENIZER = Path(__file__).with_name("tokenizer.json")


@dataclass(frozen=True)
class TokenisedSentence:
    """A sentence as the text stream reads it."""

    sentence: str
    ids: NDArray[np.int64]  # (tokens,), with [CLS] and [SEP]
    words: tuple[Word, ...]  # the words that were read, at least one
    pooling: FloatArray  # (words, tokens); row w averages the pieces of word w
    cut_at: int | None  # offset of the first word that was not read


@cache
def _vocabulary() -> Vocabulary:
    return read_vocabulary(TOKENIZER)


def tokenise(sentence: str) -> TokenisedSentence:
    """Split a sentence into words and pieces; raises InvalidSentence when it holds no word.

    Words, and what stands between them, are cut into pieces one by one, so that a symbol glued to a word does not make
    it unknown, and nothing that a person types becomes one of the model's own tokens. A word that does not fit the
    model's limit whole is left out, with all that follow. A Chinese word is read as its English.
    """
    words, rest = spelled_words(sentence)
    if not words:
        raise _no_word(sentence)
    ids, spans, kept = [START_ID], list[tuple[int, int]](), list[Word]()
    cut_at: int | None = None
    for spelled in words:
        before, own = _known(spelled.gap), _pieces(spelled.spelling)
        if len(ids) + len(before) + len(own) >= MAX_TOKENS:
            cut_at = spelled.word.start
            break
        ids += before
        if own or not spelled.spelling:  # none of a word that the tokenizer drops (a lone mark)
            spans.append((len(ids), len(ids) + len(own)) if own else SILENT)
            kept.append(_as_read(spelled.word, own))
            ids += own
    if not kept:
        raise _unreadable()
    if len(ids) == 1:  # nothing of it has English: the text stream needs something to read
        ids.append(UNKNOWN_ID)
    after = _known(rest) if cut_at is None else ()
    ids += [*after[: MAX_TOKENS - 1 - len(ids)], END_ID]
    return TokenisedSentence(sentence, np.array(ids, np.int64), tuple(kept), _pooling(spans, len(ids)), cut_at)


@lru_cache(4096)
def _pieces(text: str) -> tuple[int, ...]:
    """Ids of a text's pieces; [UNK] is the only special one among them."""
    return tuple(_vocabulary().pieces(text))


def _known(gap: str) -> tuple[int, ...]:
    """The punctuation between words; symbols that the model does not know say nothing."""
    return tuple(piece for piece in _pieces(gap) if piece != UNKNOWN_ID) if gap.strip() else ()


def _as_read(word: Word, pieces: tuple[int, ...]) -> Word:
    """A word, marked as unknown where all of its pieces are."""
    return replace(word, kind=WordKind.UNKNOWN) if {*pieces} == {UNKNOWN_ID} else word


def _pooling(spans: list[tuple[int, int]], tokens: int) -> FloatArray:
    """(words, tokens): row w averages the pieces of word w."""
    pooling = np.zeros((len(spans), tokens), np.float32)
    for row, (start, end) in zip(pooling, spans, strict=True):
        row[start:end] = 1 / (end - start)
    return pooling


def _no_word(sentence: str) -> InvalidSentence:
    blank = not sentence.strip()
    return InvalidSentence(
        "The sentence is empty." if blank else "The sentence holds no word.",
        code="empty_sentence" if blank else "no_words",
        argument="sentence",
        hint="Type a few words about the photo, such as: a cat on a blanket",
    )


def _unreadable() -> InvalidSentence:
    return InvalidSentence(
        "The text model can read no word of this sentence.",
        code="no_words",
        argument="sentence",
        hint="Shorten the first word, or describe the photo in English.",
    )


def token_id(text: str) -> int:
    """The number of a text in the vocabulary, which is in order of frequency; past its end for what is not in it."""
    ids = _vocabulary().ids
    return ids.get(text, len(ids))


def token_texts(ids: NDArray[np.int64]) -> tuple[str, ...]:
    """Word pieces by their ids, as the vocabulary spells them (``##ing``, ``[CLS]``)."""
    return tuple(_vocabulary().texts.get(int(each), UNKNOWN) for each in ids)
