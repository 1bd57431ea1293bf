"""The text stream: MiniLM (Wang et al. 2020, arXiv:2002.10957; the all-MiniLM-L6-v2 weights) in plain torch.

Six Transformer encoder layers of width 384. We keep three depths of each token: the embedding (which word it
is), the middle and the last layer (what the sentence makes of it).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.backbone import freeze
from models.text.minilm_files import package_file

WIDTH, HEADS, LAYERS, FEED_FORWARD, VOCABULARY, POSITIONS = 384, 12, 6, 1536, 30522, 512
DEPTHS = (0, 3, 6)  # 0 is the embedding
NORM_EPS = 1e-12


class EncoderLayer(nn.Module):
    """Post-norm Transformer encoder layer (Vaswani et al. 2017, as in BERT) that can return its attention."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.attention_norm = nn.LayerNorm(WIDTH, eps=NORM_EPS)
        self.widen, self.narrow = nn.Linear(WIDTH, FEED_FORWARD), nn.Linear(FEED_FORWARD, WIDTH)
        self.output_norm = nn.LayerNorm(WIDTH, eps=NORM_EPS)

    def forward(self, tokens: Tensor, padding: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens (N, T, 384), additive padding mask (N, 1, 1, T) -> tokens, attention (N, heads, T, T)."""
        batch, length, _ = tokens.shape
        query, key, value = (
            layer(tokens).view(batch, length, HEADS, -1).transpose(1, 2) for layer in (self.query, self.key, self.value)
        )
        scores = query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + padding
        attention = scores.softmax(-1)
        mixed = (attention @ value).transpose(1, 2).reshape(batch, length, WIDTH)
        tokens = self.attention_norm(tokens + self.output(mixed))
        hidden = nn.functional.gelu(self.widen(tokens))
        return self.output_norm(tokens + self.narrow(hidden)), attention


class MiniLM(nn.Module):
    """Token ids to token states at three depths."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.segments = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=NORM_EPS)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))

    def states(self, ids: Tensor, mask: Tensor) -> list[Tensor]:
        """Ids and mask (1 = token, 0 = padding), both (N, T) int64 -> embedding and every layer, 7 x (N, T, 384)."""
        place = torch.arange(ids.shape[1], device=ids.device)
        tokens = self.norm(self.words(ids) + self.positions(place) + self.segments.weight[0])
        padding = (1.0 - mask[:, None, None, :].to(tokens.dtype)) * -1e4
        states = [tokens]
        for layer in self.layers:
            tokens, _ = layer(tokens, padding)
            states.append(tokens)
        return states

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Ids and mask (N, T) -> the states at DEPTHS side by side, (N, T, 3 x 384)."""
        states = self.states(ids, mask)
        return torch.cat([states[depth] for depth in DEPTHS], dim=-1)


WORDS = "words.weight"
# BERT's names in the package's state dict -> ours.
_LAYER_NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "output_norm",
}
_EMBEDDING_NAMES = {
    "word_embeddings": "words",
    "position_embeddings": "positions",
    "token_type_embeddings": "segments",
    "LayerNorm": "norm",
}


def rename(key: str) -> str | None:
    """A key of the package's state dict as a key of ours; None for what the text stream does not use."""
    if key.startswith("embeddings."):
        layer, leaf = key.removeprefix("embeddings.").rsplit(".", 1) if "." in key[11:] else (key[11:], "")
        return f"{_EMBEDDING_NAMES[layer]}.{leaf}" if layer in _EMBEDDING_NAMES else None
    if key.startswith("encoder.layer."):
        number, rest = key.removeprefix("encoder.layer.").split(".", 1)
        layer, leaf = rest.rsplit(".", 1)
        return f"layers.{number}.{_LAYER_NAMES[layer]}.{leaf}"
    return None


def load() -> MiniLM:
    """The pretrained text stream, frozen; every one of our parameters is filled from the package's safetensors.

    Its table of word pieces, half of the file, is rounded to half precision, as it is shipped: a word's state moves by
    less than a thousandth of its length.
    """
    from safetensors.torch import load_file

    state = load_file(package_file("model.safetensors"))
    renamed = {ours: value for key, value in state.items() if (ours := rename(key)) is not None}
    renamed[WORDS] = renamed[WORDS].half().float()
    network = MiniLM()
    network.load_state_dict(renamed, strict=True)
    freeze(network)
    return network
