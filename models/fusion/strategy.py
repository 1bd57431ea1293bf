"""The protocol of the fusion lab's strategies: photo features and word features in, a match score out.

All strategies stand on the same frozen streams, EfficientNet-Lite0 at 224 px and MiniLM, and differ only in where and
how the two meet. Each works in three steps, so that it shows what can be computed before the other side is known:

    see(grids)          what the strategy makes of the photo alone
    hear(states, mask)  what it makes of the sentence alone
    fuse(seen, heard)   the match score, and attention where the strategy has it

Shapes: N pairs, T tokens, R x C places of a stage, P = R * C.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from models.fusion.streams import LAST

HEADS = 4
USUAL_PLACES = 49  # 7 x 7, of a photo at 224 pixels
Grids = dict[str, Tensor]  # stage -> (N, R, C, channels), channels last; STAGE_codes -> (R, C, width) where given
States = dict[int, Tensor]  # depth -> (N, T, 384)
Parts = tuple[Tensor, ...]


@dataclass(frozen=True)
class AttentionKind:
    """What the rows and the columns of one attention map are: ``words``, ``places`` or ``joint``.

    A joint sequence is one summary token, then the P places, then the T tokens; without a summary token
    (``joint_bare``) it starts with the places.
    """

    name: str
    queries: str
    keys: str


class FusionStrategy(nn.Module):
    """Base of all strategies; subclasses say what they read and which attention they hand out.

    Parameters of submodules called ``frozen`` belong to the streams and are not kept with the strategy.
    """

    name: ClassVar[str]
    stages: ClassVar[tuple[str, ...]] = ("head",)
    depths: ClassVar[tuple[int, ...]] = (LAST,)
    attention_kinds: ClassVar[tuple[AttentionKind, ...]] = ()

    def see(self, grids: Grids) -> Parts:
        """The photo's side: grids of `stages` -> tensors whose first axis is the photo."""
        raise NotImplementedError

    def hear(self, states: States, mask: Tensor) -> Parts:
        """The sentence's side: states at `depths`, mask (N, T) of real tokens -> tensors, first axis the sentence."""
        raise NotImplementedError

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """Both sides of N pairs -> match logits (N,), and one attention (N, layers, heads, queries, keys) per kind.

        Rows of attention sum to 1; padding gets none.
        """
        raise NotImplementedError

    def forward(self, grids: Grids, states: States, mask: Tensor) -> tuple[Tensor, Parts]:
        """All three steps."""
        return self.fuse(self.see(grids), self.hear(states, mask), mask)

    def own_state(self) -> dict[str, Tensor]:
        """The state dict without what belongs to the frozen streams."""
        return {name: value for name, value in self.state_dict().items() if "frozen." not in f".{name}"}

    def load_own(self, state: dict[str, Tensor]) -> None:
        """The other way round, in place; raises ValueError for a state that is another strategy's or not whole."""
        missing, unexpected = self.load_state_dict(state, strict=False)
        if unexpected or any("frozen." not in f".{key}" for key in missing):
            raise ValueError(f"These weights are not those of {self.name}: {missing[:3]}, {unexpected[:3]}")


def masked_mean(states: Tensor, mask: Tensor) -> Tensor:
    """Mean over real tokens: (N, T, d), (N, T) -> (N, d)."""
    weights = mask.to(states.dtype).unsqueeze(-1)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)


def padding_of(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """Additive mask of the keys, (N, T) -> (N, 1, 1, T): 0 for tokens, -1e4 for padding."""
    return (1 - mask.to(dtype))[:, None, None, :] * -1e4


def crowd_of(places: Tensor) -> Tensor:
    """Additive mask of places that are keys beside words, (N, P, width) -> (N, 1, 1, P): log(49 / P) for each.

    However finely a photo is cut, all its places weigh against the words what 7 x 7 of them would (proportional
    attention, Bolya et al. 2023, arXiv:2210.09461).
    """
    ones = torch.ones_like(places[:, :, 0], dtype=torch.float32)
    each = (USUAL_PLACES / ones.sum(1, keepdim=True)).log()
    return (ones * each)[:, None, None, :].to(places.dtype)
