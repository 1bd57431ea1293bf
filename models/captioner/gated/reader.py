"""The frozen language model reads a sentence, or writes one, with gated layers between its blocks.

Two rows go side by side: one whose gates stand as chosen, one whose gates are shut, which is the language model as it
was before. They get the same words, so that each word has two probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.captioner.gated.layers import GatedLayers, Gates
from models.captioner.gated.results import GatedReading
from models.captioner.reader import LanguageModel, causal, given, log_probabilities, make_prompt, piece_of
from models.captioner.results import Caption, Piece
from models.captioner.tokens import END, ids_of
from models.results import FloatArray

MOST = 24  # tokens that are written
LONGEST = 64  # tokens of a given text that are read
SIDE_BY_SIDE = 16  # tokens whose probabilities over the whole vocabulary are held at once


def read_text(model: LanguageModel, layers: GatedLayers, grid: FloatArray, text: str, share: float) -> GatedReading:
    """A given text after the prompt, then its end: grid (D, rows, cols), share 0..1 of what the gates let pass."""
    said = ids_of(model.tokenizer, text)
    tokens, cut = said[:LONGEST], len(said) > LONGEST
    gates, vectors = _gates(layers, grid, share), _prompt(model)
    start = vectors.shape[1] - 1
    words = np.broadcast_to(np.asarray(model.table[tokens], np.float32), (2, len(tokens), vectors.shape[2]))
    states, _ = _pass(model, np.concatenate([vectors, words], 1), 0, model.no_past(2), gates)
    says = tokens if cut else [*tokens, END]
    pieces = list[Piece]()
    for first in range(0, len(says), SIDE_BY_SIDE):
        part = says[first : first + SIDE_BY_SIDE]
        held = states[:, start + first : start + first + len(part)]
        opened, shut = (log_probabilities(model, row) for row in held)
        pieces += [piece_of(model, *each) for each in zip(part, opened, shut, strict=True)]
    looks = gates.take_looks()[start : start + len(says)]
    return GatedReading(Caption(tuple(pieces), True), looks, cut)


def write_text(model: LanguageModel, layers: GatedLayers, grid: FloatArray, share: float) -> Iterator[GatedReading]:
    """What the row whose gates stand as chosen finds likeliest, a token at a time; the last one is complete."""
    gates, vectors = _gates(layers, grid, share), _prompt(model)
    past, pieces, looks, length = model.no_past(2), list[Piece](), list[FloatArray](), 0
    while True:
        states, past = _pass(model, vectors, length, past, gates)
        length += vectors.shape[1]
        looks.append(gates.take_looks()[-1])
        opened, shut = log_probabilities(model, states[:, -1])
        token = int(opened.argmax())
        pieces.append(piece_of(model, token, opened, shut))
        complete = token == END or len(pieces) == MOST
        yield GatedReading(Caption(tuple(pieces), complete), np.stack(looks))
        if complete:
            return
        vectors = np.broadcast_to(np.asarray(model.table[token], np.float32), (2, 1, vectors.shape[2])).copy()


def _gates(layers: GatedLayers, grid: FloatArray, share: float) -> Gates:
    return Gates(layers, np.stack([layers.seen(grid)] * 2), (share, 0.0))


def _prompt(model: LanguageModel) -> FloatArray:
    """The prompt's words, with no vector of the photo among them: (2, T, D)."""
    return given(model, make_prompt(model.tokenizer, 0), np.zeros((2, 0, model.table.shape[1]), np.float32))


def _pass(
    model: LanguageModel, vectors: FloatArray, length: int, past: FloatArray, gates: Gates
) -> tuple[FloatArray, FloatArray]:
    """Vectors (2, T, D) after `length` others."""
    new = vectors.shape[1]
    places = np.broadcast_to(np.arange(length, length + new), (2, new)).copy()
    return model.read(np.ascontiguousarray(vectors, np.float32), places, causal(2, new, length), past, gates)
