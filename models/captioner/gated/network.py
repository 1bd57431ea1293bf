"""The gated layers in plain torch: the reference, and what is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

from models.captioner.llama import Llama

EPSILON = 1e-5


@dataclass(frozen=True)
class GatedConfig:
    """What the gated layers are made of."""

    places: int  # numbers of a place, from the CNN
    seen: int  # numbers that it is narrowed to, once for all layers
    width: int  # of the language model
    inner: int  # of an attention, all heads
    heads: int
    hidden: int  # of a feed-forward layer
    before: tuple[int, ...]  # the blocks that a gated layer stands before

    def stored(self) -> dict[str, object]:
        """For the manifest."""
        return asdict(self) | {"before": list(self.before)}


class GatedLayer(nn.Module):
    """Words ask the photo's places; what is heard and a feed-forward layer pass gates that start shut."""

    def __init__(self, config: GatedConfig, length: float) -> None:
        super().__init__()
        self.heads = config.heads
        self.ask_norm, self.feed_norm = (nn.Parameter(torch.ones(config.width)) for _ in range(2))
        self.ask = nn.Linear(config.width, config.inner, bias=False)
        self.key = nn.Linear(config.seen, config.inner, bias=False)
        self.value = nn.Linear(config.seen, config.inner, bias=False)
        self.out = nn.Linear(config.inner, config.width, bias=False)
        self.up = nn.Linear(config.width, config.hidden)
        self.down = nn.Linear(config.hidden, config.width)
        self.ask_gate, self.feed_gate = (nn.Parameter(torch.zeros(1)) for _ in range(2))
        nn.init.normal_(self.out.weight, std=length * config.inner**-0.5)
        nn.init.normal_(self.down.weight, std=length * config.hidden**-0.5)
        nn.init.zeros_(self.down.bias)

    def forward(self, stream: Tensor, seen: Tensor, share: float = 1.0) -> tuple[Tensor, Tensor]:
        """Stream (B, T, W), places (B, P, S) -> stream, where each word looked (B, H, T, P)."""
        query, key, value = (
            each.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for each in (self.ask(normed(stream, self.ask_norm)), self.key(seen), self.value(seen))
        )
        weights = (query @ key.transpose(2, 3) * query.shape[-1] ** -0.5).softmax(-1)
        heard = self.out((weights @ value).transpose(1, 2).flatten(2))
        stream = stream + share * self.ask_gate.tanh() * heard
        fed = self.down(self.up(normed(stream, self.feed_norm)).relu())
        return stream + share * self.feed_gate.tanh() * fed, weights


def normed(stream: Tensor, weight: Tensor) -> Tensor:
    """Divided by its root mean square, times a weight a channel."""
    return stream * torch.rsqrt(stream.square().mean(-1, keepdim=True) + EPSILON) * weight


class GatedLayers(nn.Module):
    """The photo's places, standardised and narrowed once, and a gated layer for each of `before`."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, config: GatedConfig, mean: Tensor, deviation: Tensor, lengths: Sequence[float]) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.narrow = nn.Linear(config.places, config.seen)
        self.layer = nn.ModuleList(GatedLayer(config, length) for length in lengths)

    def seen(self, places: Tensor) -> Tensor:
        """(B, P, D) -> (B, P, S)."""
        return self.narrow((places - self.mean) / self.deviation)

    def forward(
        self, llama: Llama, vectors: Tensor, places: Tensor, bias: Tensor, photos: Tensor, share: float = 1.0
    ) -> tuple[Tensor, Tensor]:
        """As Llama.forward without a past, photos (B, P, D) -> states (B, T, D), maps (layers, B, H, T, P)."""
        turns, past, seen = llama.turns(places), llama.no_past(len(vectors)), self.seen(photos)
        stream, maps = vectors, []
        for index, block in enumerate(llama.blk):
            if index in self.config.before:
                stream, looked = self.layer[self.config.before.index(index)](stream, seen, share)
                maps.append(looked)
            stream, _, _ = block(stream, turns, bias, (past[index, 0], past[index, 1]))
        return llama.output_norm(stream), torch.stack(maps)
