"""A sentence as a checkpoint's own tokenizer reads it, and the person's words that its tokens make up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import InvalidSentence
from models.results import FloatArray, Word, WordKind
from models.text.words import split_words


@dataclass(frozen=True)
class HubSentence:
    """`ids` start and end with the tokenizer's special tokens."""

    sentence: str
    ids: NDArray[np.int64]  # (tokens,)
    tokens: tuple[str, ...]
    words: tuple[Word, ...]  # that were read, at least one
    pooling: FloatArray  # (words, tokens)
    cut_at: int | None


def tokenise(tokenizer: Any, sentence: str, limit: int) -> HubSentence:
    """Words and tokens, at most `limit` of them; raises InvalidSentence when no word is read.

    A word that does not fit whole is left out, with all that follow, as in the attention panel.
    """
    encoded = tokenizer(sentence, return_offsets_mapping=True, verbose=False)
    ids, offsets = np.asarray(encoded["input_ids"], np.int64), np.asarray(encoded["offset_mapping"], np.int64)
    whole = len(ids)
    if whole > limit:
        ids = np.concatenate([ids[: limit - 1], ids[-1:]])
        offsets = np.concatenate([offsets[: limit - 1], offsets[-1:]])
    words, pooling, cut_at = _words(sentence, offsets, cut=whole > limit)
    unknown = ids == tokenizer.unk_token_id if tokenizer.unk_token_id != tokenizer.eos_token_id else ids < 0
    words = tuple(_known(word, bool(unknown[row > 0].all())) for word, row in zip(words, pooling, strict=True))
    return HubSentence(sentence, ids, tuple(tokenizer.convert_ids_to_tokens(ids.tolist())), words, pooling, cut_at)


def padded(rows: list[NDArray[np.int64]], padding: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Several sentences as one batch: ids (N, T) and mask (N, T), 1 where a token is."""
    longest = max(len(row) for row in rows)
    ids = np.stack([np.pad(row, (0, longest - len(row)), constant_values=padding) for row in rows])
    mask = np.stack([np.arange(longest) < len(row) for row in rows]).astype(np.int64)
    return ids, mask


def _words(sentence: str, offsets: NDArray[np.int64], *, cut: bool) -> tuple[tuple[Word, ...], FloatArray, int | None]:
    """Words with a row of pooling each; `cut`: tokens were left out at the end."""
    read_until = int(offsets[:, 1].max(initial=0))
    kept, rows, cut_at = [], [], None
    for word in split_words(sentence):
        if cut and word.end > read_until:
            cut_at = word.start
            break
        row = ((offsets[:, 0] < word.end) & (offsets[:, 1] > word.start)).astype(np.float32)
        if row.sum() > 0:  # else a character that the tokenizer drops
            kept.append(word)
            rows.append(row / row.sum())
    if not kept:
        raise InvalidSentence(
            "The model can read no word of this sentence.",
            code="no_words",
            argument="sentence",
            hint="Describe the photo in a few English words.",
        )
    return tuple(kept), np.stack(rows), cut_at


def _known(word: Word, unknown: bool) -> Word:
    """A word, marked as unknown where the checkpoint does not know it, or may not: it is not told our English."""
    return Word(word.text, word.start, word.end, WordKind.UNKNOWN) if unknown or word.read_as else word
