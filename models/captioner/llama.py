"""A Llama in plain torch: the reference, and what is trained through.

Each block adds to the stream what attention and a gated feed-forward layer make of it:
x + attend(norm(x)), then x + down(silu(gate(norm(x))) * up(norm(x))). Places in the sequence come in as rotations of
queries and keys (RoPE), by pairs that lie side by side, as GGUF files store them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.captioner.package import QuantisedTensor, Sizes, model_file, open_file, read_sizes, tensors


class Norm(nn.Module):
    """x / sqrt(mean(x^2) + epsilon), times a weight a channel."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.ones(width)), epsilon

    def forward(self, stream: Tensor) -> Tensor:
        """(..., D) -> (..., D)."""
        return stream * torch.rsqrt(stream.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


def turned(heads: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """Each pair of numbers rotated by its place's angle: (B, H, T, 2 P), cosines and sines (B, 1, T, P)."""
    first, second = heads[..., 0::2], heads[..., 1::2]
    cosine, sine = turns
    return torch.stack((first * cosine - second * sine, first * sine + second * cosine), -1).flatten(-2)


class Block(nn.Module):
    """Attention with fewer keys than queries, then the gated feed-forward layer."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        narrow = sizes.groups * sizes.head_width
        self.attn_norm, self.ffn_norm = Norm(sizes.width, sizes.epsilon), Norm(sizes.width, sizes.epsilon)
        self.attn_q = nn.Linear(sizes.width, sizes.width, bias=False)
        self.attn_k = nn.Linear(sizes.width, narrow, bias=False)
        self.attn_v = nn.Linear(sizes.width, narrow, bias=False)
        self.attn_output = nn.Linear(sizes.width, sizes.width, bias=False)
        self.ffn_gate = nn.Linear(sizes.width, sizes.hidden, bias=False)
        self.ffn_up = nn.Linear(sizes.width, sizes.hidden, bias=False)
        self.ffn_down = nn.Linear(sizes.hidden, sizes.width, bias=False)

    def forward(
        self, stream: Tensor, turns: tuple[Tensor, Tensor], bias: Tensor, past: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Stream (B, T, D), bias (B, 1, T, P + T), past keys and values (B, G, P, d) -> stream, keys, values of all."""
        batch, length, _ = stream.shape
        seen = self.attn_norm(stream)
        query, key, value = (
            layer(seen).reshape(batch, length, -1, self.sizes.head_width).transpose(1, 2)
            for layer in (self.attn_q, self.attn_k, self.attn_v)
        )
        keys, values = torch.cat((past[0], turned(key, turns)), 2), torch.cat((past[1], value), 2)
        shared = self.sizes.heads // self.sizes.groups
        logits = turned(query, turns) @ keys.repeat_interleave(shared, 1).transpose(2, 3)
        weights = (logits * self.sizes.head_width**-0.5 + bias).softmax(-1)
        heard = (weights @ values.repeat_interleave(shared, 1)).transpose(1, 2).flatten(2)
        stream = stream + self.attn_output(heard)
        seen = self.ffn_norm(stream)
        return stream + self.ffn_down(nn.functional.silu(self.ffn_gate(seen)) * self.ffn_up(seen)), keys, values


class Llama(nn.Module):
    """Vectors in, states out; `token_embd` gives words their vectors, and reads states as words."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.token_embd = nn.Embedding(sizes.vocabulary, sizes.width)
        self.blk = nn.ModuleList(Block(sizes) for _ in range(sizes.layers))
        self.output_norm = Norm(sizes.width, sizes.epsilon)

    def forward(self, vectors: Tensor, places: Tensor, bias: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (B, T, D) at places (B, T) after a past (L, 2, B, G, P, d) -> states (B, T, D), the past to come.

        `bias` (B, 1, T, P + T) is added to attention's logits: 0 where a query may look, -1e9 where not.
        """
        turns = self.turns(places)
        stream, kept = vectors, []
        for index, block in enumerate(self.blk):
            stream, keys, values = block(stream, turns, bias, (past[index, 0], past[index, 1]))
            kept.append(torch.stack((keys, values)))
        return self.output_norm(stream), torch.stack(kept)

    def turns(self, places: Tensor) -> tuple[Tensor, Tensor]:
        """Places (B, T) -> cosines and sines (B, 1, T, d / 2); the slowest pair turns by 1 in rope_base places."""
        steps = torch.arange(0, self.sizes.head_width, 2) / self.sizes.head_width
        angles = places[:, None, :, None] * self.sizes.rope_base**-steps
        return angles.cos(), angles.sin()

    def words(self, states: Tensor) -> Tensor:
        """States (..., D) -> logits (..., V), by the table that words come in by."""
        return states @ self.token_embd.weight.T

    def no_past(self, batch: int) -> Tensor:
        """Nothing read yet."""
        return torch.zeros(self.sizes.layers, 2, batch, self.sizes.groups, 0, self.sizes.head_width)


def load_llama() -> Llama:
    """The package's model, frozen, in float32; raises NoLanguageModel."""
    reader = open_file(model_file())
    with torch.device("meta"):
        model = Llama(read_sizes(reader))
    wide = ((name, each.wide() if isinstance(each, QuantisedTensor) else each) for name, each in tensors(reader))
    state = {name: torch.from_numpy(values) for name, values in wide}
    model.load_state_dict(state, assign=True)
    return model.eval().requires_grad_(False)
