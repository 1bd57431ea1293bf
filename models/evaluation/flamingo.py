"""Do the gated layers look? Losses of people's captions by which photo stands behind the gates."""

from __future__ import annotations

import numpy as np

from models.captioner.gated.layers import GatedLayers, Gates
from models.captioner.gated.reader import write_text
from models.captioner.reader import LanguageModel, causal, given, log_probabilities, make_prompt
from models.captioner.tokens import END, ids_of
from models.results import FloatArray


def swaps(count: int, times: int, seed: int) -> list[list[int]]:
    """So many orders of the photos in which none stands at its own place."""
    random, found = np.random.default_rng(seed), list[list[int]]()
    while len(found) < times:
        order = random.permutation(count)
        if (order != np.arange(count)).all():
            found.append([int(each) for each in order])
    return found


class GatedListener:
    """One language model with its gated layers."""

    def __init__(self, model: LanguageModel, layers: GatedLayers) -> None:
        self.model, self.layers = model, layers
        shape = (len(layers.mean), 1, 1)
        self.mean_photo = np.asarray(layers.mean, np.float32).reshape(shape)

    def losses(self, grids: list[FloatArray], shares: list[float], caption: str) -> FloatArray:
        """Mean loss a token of a caption for each of several photos (D, rows, cols), with its gates' share: (N,)."""
        tokens, rows = ids_of(self.model.tokenizer, caption), len(grids)
        width = self.model.table.shape[1]
        prompt = given(self.model, make_prompt(self.model.tokenizer, 0), np.zeros((rows, 0, width), np.float32))
        words = np.broadcast_to(np.asarray(self.model.table[tokens], np.float32), (rows, len(tokens), width))
        vectors = np.ascontiguousarray(np.concatenate([prompt, words], 1))
        length, cells = vectors.shape[1], max(grid[0].size for grid in grids)
        # A photo of one place is as good as one of many equal places: attention over them is the same.
        seen = np.stack([np.resize(self.layers.seen(grid), (cells, self.layers.narrow[0].shape[0])) for grid in grids])
        places = np.broadcast_to(np.arange(length), (rows, length)).copy()
        gates = Gates(self.layers, seen, tuple(shares))
        states, _ = self.model.read(vectors, places, causal(rows, length, 0), self.model.no_past(rows), gates)
        says = [*tokens, END]
        return np.array(
            [
                -log_probabilities(self.model, row[prompt.shape[1] - 1 :])[np.arange(len(says)), says].mean()
                for row in states
            ]
        )

    def write(self, grid: FloatArray, share: float = 1.0) -> str:
        """The whole caption."""
        *_, last = write_text(self.model, self.layers, grid, share)
        return last.caption.text
