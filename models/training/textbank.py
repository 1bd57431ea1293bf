"""Word states of every training sentence, computed once: captions, and names in templates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from models.results import Word
from models.text.minilm import load
from models.text.tokens import TokenisedSentence, tokenise

TEMPLATES = (
    "{x}",
    "a photo of a {x}",
    "a {x}",
    "the {x}",
    "a {x} and a person",
    "a man with a {x}",
    "there is a {x} next to a table",
    "a close up of a {x}",
    "a {x} in the background",
    "a small {x} on the left",
    "two {xs}",
    "several {xs} outside",
    "a woman stands near a {x}",
    "A dog is behind the {x}.",
)


@dataclass(frozen=True)
class TextBank:
    """Sentences and their words' states; words of sentence i are rows first[i] .. first[i + 1]."""

    sentences: list[str]
    words: list[tuple[Word, ...]]
    first: NDArray[np.int64]
    states: NDArray[np.float16]  # (words of all sentences, 1152)
    vectors: NDArray[np.float32]  # (sentences, 384), mean of the last layer, unit length
    index: dict[str, int]


def build(sentences: list[str], batch: int = 96) -> TextBank:
    """Run the text stream over unique sentences, longest first."""
    tokenised = [tokenise(sentence) for sentence in sentences]
    order = sorted(range(len(sentences)), key=lambda i: -len(tokenised[i].ids))
    counts = np.array([len(item.words) for item in tokenised])
    first = np.concatenate([[0], np.cumsum(counts)])
    states = np.zeros((first[-1], 1152), np.float16)
    vectors = np.zeros((len(sentences), 384), np.float32)
    network = load()
    with torch.inference_mode():
        for begin in range(0, len(order), batch):
            chosen = order[begin : begin + batch]
            ids, mask = pad([tokenised[i] for i in chosen])
            outputs = network(ids, mask).numpy()
            for row, i in zip(outputs, chosen, strict=True):
                length = len(tokenised[i].ids)
                states[first[i] : first[i + 1]] = tokenised[i].pooling @ row[:length]
                mean = row[:length, -384:].mean(0)
                vectors[i] = mean / np.linalg.norm(mean)
    return TextBank(
        sentences, [t.words for t in tokenised], first, states, vectors, {s: i for i, s in enumerate(sentences)}
    )


def pad(items: list[TokenisedSentence]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask of a batch, (N, T) int64 each."""
    length = max(len(item.ids) for item in items)
    ids = torch.zeros(len(items), length, dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for row, item in enumerate(items):
        ids[row, : len(item.ids)] = torch.from_numpy(item.ids)
        mask[row, : len(item.ids)] = 1
    return ids, mask
