"""Sentences as MiniLM's word pieces, and the words those pieces make up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.errors import InvalidSentence
from models.results import FloatArray, Word, WordKind
from models.text.words import split_words

MAX_TOKENS = 256  # of the all-MiniLM-L6-v2 model card, [CLS] and [SEP] included
UNKNOWN_ID = 100


@dataclass(frozen=True)
class TokenisedSentence:
    """A sentence as the text stream reads it."""

    sentence: str
    ids: NDArray[np.int64]  # (tokens,), with [CLS] and [SEP]
    words: tuple[Word, ...]  # the words that were read, at least one
    pooling: FloatArray  # (words, tokens); row w averages the pieces of word w
    cut_at: int | None  # offset of the first word that was not read


@cache
def _tokenizer() -> Tokenizer:
    from models.text.minilm_files import package_file

    tokenizer = Tokenizer.from_file(str(package_file("tokenizer.json")))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def tokenise(sentence: str) -> TokenisedSentence:
    """Split a sentence into words and pieces; raises InvalidSentence when it holds no word.

    A word that does not fit the model's limit whole is left out, with all that follow.
    """
    words = split_words(sentence)
    if not words:
        raise InvalidSentence(
            "The sentence holds no word." if sentence.strip() else "The sentence is empty.",
            code="no_words" if sentence.strip() else "empty_sentence",
            argument="sentence",
            hint="Type a few words about the photo, such as: a cat on a blanket",
        )
    encoding = _tokenizer().encode(sentence)
    ids = np.asarray(encoding.ids, np.int64)
    offsets = np.asarray(encoding.offsets, np.int64)  # characters of the sentence as given; (0, 0) for specials
    limit = len(ids)
    if limit > MAX_TOKENS:
        limit = MAX_TOKENS
        ids = np.concatenate([ids[: MAX_TOKENS - 1], ids[-1:]])
        offsets = np.concatenate([offsets[: MAX_TOKENS - 1], offsets[-1:]])
    read_until = int(offsets[:, 1].max())
    kept: list[Word] = []
    rows: list[FloatArray] = []
    for word in words:
        row = ((offsets[:, 0] < word.end) & (offsets[:, 1] > word.start)).astype(np.float32)
        if word.end > read_until and len(encoding.ids) > MAX_TOKENS:
            break
        if row.sum() == 0:  # a character the tokenizer drops (a lone mark or an emoji joiner)
            continue
        known = word.kind
        if (ids[row > 0] == UNKNOWN_ID).all():
            known = WordKind.UNKNOWN
        kept.append(Word(word.text, word.start, word.end, known))
        rows.append(row / row.sum())
    if not kept:
        raise InvalidSentence(
            "The text model can read no word of this sentence.",
            code="no_words",
            argument="sentence",
            hint="Shorten the first word, or describe the photo in English.",
        )
    left_out = next((word.start for word in words if word.start > kept[-1].start), None)
    cut_at = left_out if len(encoding.ids) > MAX_TOKENS else None
    return TokenisedSentence(sentence, ids, tuple(kept), np.stack(rows), cut_at)


def token_texts(ids: NDArray[np.int64]) -> tuple[str, ...]:
    """Word pieces by their ids, as the tokenizer spells them (``##ing``, ``[CLS]``)."""
    return tuple(_tokenizer().id_to_token(int(each)) or "[UNK]" for each in ids)
