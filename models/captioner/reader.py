"""A language model reads a sequence and writes on: one pass for what it is given, then one for each token.

Two rows go side by side through every pass: one that is given the photo and one that is not. They get the same words,
so that each word has two probabilities; the words are those that the first row finds likeliest (greedy, so that the
same photo always gets the same caption).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from models.captioner.prompt import AFTER, BEFORE
from models.captioner.results import Caption, Piece
from models.captioner.sequence import HIDDEN, Prompt, Rows
from models.captioner.tokens import END, ids_of
from models.results import FloatArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = NDArray[np.int64]
Between = Callable[[int, FloatArray], FloatArray]  # a cut's number, the stream (B, T, D) there -> the stream
MOST = 30  # tokens of a caption
RIVALS = 3  # likeliest tokens that are told


class LanguageModel(Protocol):
    """Reads vectors after a past; every call is blocking."""

    table: FloatArray  # (V, D): a token's vector, and what states are compared with
    tokenizer: Tokenizer

    def read(
        self, vectors: FloatArray, places: Ids, bias: FloatArray, past: FloatArray, between: Between | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """(B, T, D) at places (B, T), bias (B, 1, T, P + T), past (L, 2, B, G, P, d) -> states (B, T, D), new past.

        `between` is handed the stream at each cut of the blocks (models/captioner/cuts.py).
        """

    def no_past(self, rows: int) -> FloatArray:
        """Nothing read yet."""


def make_prompt(tokenizer: Tokenizer, places: int) -> Prompt:
    """The words around the places as this model's tokens."""
    return Prompt(tuple(ids_of(tokenizer, BEFORE)), tuple(ids_of(tokenizer, AFTER)), places)


def log_probabilities(model: LanguageModel, states: FloatArray) -> FloatArray:
    """States (N, D) -> log of each token's probability (N, V)."""
    logits = states @ model.table.T
    logits -= logits.max(1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(1, keepdims=True)), np.float32)


def given(model: LanguageModel, prompt: Prompt, photos: FloatArray) -> FloatArray:
    """What stands before the caption: places (B, P, D) between the prompt's words -> (B, T, D)."""
    before, after = (
        np.broadcast_to(model.table[list(ids)], (len(photos), len(ids), photos.shape[2]))
        for ids in (prompt.before, prompt.after)
    )
    return np.ascontiguousarray(np.concatenate([before, photos, after], 1), np.float32)


def causal(rows: int, new: int, past: int) -> FloatArray:
    """No token looks ahead: (B, 1, T, P + T)."""
    ahead = np.arange(past + new)[None] > past + np.arange(new)[:, None]
    return np.broadcast_to(np.where(ahead, HIDDEN, np.float32(0)), (rows, 1, new, past + new)).copy()


def write_caption(
    model: LanguageModel, prompt: Prompt, photo: FloatArray, nothing: FloatArray, most: int = MOST
) -> Iterator[Caption]:
    """A caption as it grows, a token at a time; the last one is complete. Photo and nothing are (P, D)."""
    vectors = given(model, prompt, np.stack([photo, nothing]))
    past, pieces, length = model.no_past(2), list[Piece](), 0
    while True:
        new = vectors.shape[1]
        places = np.broadcast_to(np.arange(length, length + new), (2, new)).copy()
        states, past = model.read(vectors, places, causal(2, new, length), past)
        length += new
        with_photo, without = log_probabilities(model, states[:, -1])
        token = int(with_photo.argmax())
        pieces.append(piece_of(model, token, with_photo, without))
        complete = token == END or len(pieces) == most
        yield Caption(tuple(pieces), complete)
        if complete:
            return
        vectors = np.broadcast_to(np.asarray(model.table[token]), (2, 1, model.table.shape[1])).copy()


def piece_of(model: LanguageModel, token: int, with_photo: FloatArray, without: FloatArray) -> Piece:
    """A token after the same words, by log-probabilities (V,) with the photo and without it."""

    def text(each: int) -> str:
        return "" if each == END else model.tokenizer.decode([each])

    best, alone = (np.argsort(-each)[:RIVALS] for each in (with_photo, without))
    return Piece(
        token,
        text(token),
        float(np.exp(with_photo[token])),
        float(np.exp(without[token])),
        tuple((text(int(each)), float(np.exp(with_photo[each]))) for each in best),
        tuple((text(int(each)), float(np.exp(without[each]))) for each in alone),
    )


def token_losses(model: LanguageModel, prompt: Prompt, photos: FloatArray, rows: Rows) -> FloatArray:
    """Minus the log-probability of every token that `rows` asks for: photos (B, P, D) -> (N,) in nats."""
    words = np.asarray(model.table[rows.ids], np.float32)
    words[:, prompt.photo] = photos
    states, _ = model.read(words, rows.places, rows.bias, model.no_past(len(photos)))
    return -log_probabilities(model, states[rows.asked])[np.arange(len(rows.says)), rows.says]
