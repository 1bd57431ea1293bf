"""A small Chinese text stream of our own: words and their characters, two Transformer layers, MiniLM's states out.

token = word + mean of its characters + place; a word that the vocabulary lacks is its characters alone
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.fusion.word_classes import TEXT_CHANNELS

PLACES = 128
NOTHING = 0  # id of padding, and of a word or character that is not in the vocabulary


@dataclass(frozen=True)
class Vocabulary:
    """Words and characters of captions, numbered from 1."""

    words: dict[str, int]
    characters: dict[str, int]

    def ids(self, sentences: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor, Tensor]:
        """Sentences as their words -> word ids (N, W), character ids (N, W, C), mask of real words (N, W)."""
        longest = max(map(len, sentences))
        widest = max(len(word) for words in sentences for word in words)
        words = torch.zeros(len(sentences), longest, dtype=torch.int64)
        characters = torch.zeros(len(sentences), longest, widest, dtype=torch.int64)
        mask = torch.zeros(len(sentences), longest, dtype=torch.bool)
        for row, sentence in enumerate(sentences):
            mask[row, : len(sentence)] = True
            for place, word in enumerate(sentence):
                words[row, place] = self.words.get(word, NOTHING)
                own = [self.characters.get(character, NOTHING) for character in word]
                characters[row, place, : len(own)] = torch.tensor(own)
        return words, characters, mask


def vocabulary_of(sentences: Iterable[Sequence[str]], least: int) -> Vocabulary:
    """Words and characters that are written at least so often, the most usual first."""
    words, characters = Counter[str](), Counter[str]()
    for sentence in sentences:
        words.update(sentence)
        characters.update(character for word in sentence for character in word)
    return Vocabulary(*(_numbered(counts, least) for counts in (words, characters)))


def _numbered(counts: Counter[str], least: int) -> dict[str, int]:
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return {text: number for number, (text, count) in enumerate(ranked, 1) if count >= least}


class OwnStream(nn.Module):
    """Word and character ids to states at MiniLM's three depths."""

    def __init__(self, vocabulary: Vocabulary, width: int, heads: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.words = nn.Embedding(len(vocabulary.words) + 1, width, padding_idx=NOTHING)
        self.characters = nn.Embedding(len(vocabulary.characters) + 1, width, padding_idx=NOTHING)
        self.places = nn.Embedding(PLACES, width)
        for table in (self.words, self.characters, self.places):
            nn.init.normal_(table.weight, std=0.02)
        with torch.no_grad():  # nothing is nothing, however far a batch is padded
            self.words.weight[NOTHING] = self.characters.weight[NOTHING] = 0
        self.norm, self.dropout = nn.LayerNorm(width), nn.Dropout(dropout)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(width, heads, 4 * width, dropout, "gelu", batch_first=True)
            for _ in range(layers)
        )
        self.bare, self.deep = nn.Linear(width, TEXT_CHANNELS), nn.Linear(width, TEXT_CHANNELS)

    def forward(self, words: Tensor, characters: Tensor, mask: Tensor) -> Tensor:
        """See `Vocabulary.ids` -> (N, W, 1152)."""
        spelled = self.characters(characters).sum(2) / (characters > 0).sum(2, keepdim=True).clamp(min=1)
        place = torch.arange(words.shape[1]).clamp(max=PLACES - 1)
        bare = self.dropout(self.norm(self.words(words) + spelled + self.places(place)))
        tokens = bare
        for layer in self.layers:
            tokens = layer(tokens, src_key_padding_mask=~mask)
        states: Tensor = self.bare(bare) + self.deep(tokens)
        return states
