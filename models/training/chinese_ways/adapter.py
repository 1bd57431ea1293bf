"""From e5's states of a word to MiniLM's: a linear map in closed form, and a small network on what it leaves over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from models.fusion.cross_attention import CrossAttention
from models.results import FloatArray
from models.training.chinese_ways.own_training import ReadingLoss, warm_cosine
from models.training.chinese_ways.ridge import Ridge, explained, fit_best


@dataclass(frozen=True)
class AdapterRecipe:
    """How the adapter is fitted."""

    captions: int  # Chinese captions that e5 reads for it
    penalties: list[float]
    held: float  # share of the photos that choose the penalty and say what is explained
    hidden: int  # of the network; 0 for the linear map alone
    steps: int
    batch: int
    rate: float
    seed: int


class Correction(nn.Module):
    """What is added to the linear map's states, (n, inputs) -> (n, outputs); nothing at first."""

    def __init__(self, inputs: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(inputs)
        self.widen, self.narrow = nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)
        nn.init.zeros_(self.narrow.weight)
        nn.init.zeros_(self.narrow.bias)

    def forward(self, rows: Tensor) -> Tensor:
        """One hidden layer."""
        out: Tensor = self.narrow(nn.functional.gelu(self.widen(self.norm(rows))))
        return out


@dataclass(frozen=True)
class Adapter:
    """Linear map and correction."""

    ridge: Ridge
    correction: Correction | None = None

    @torch.inference_mode()
    def __call__(self, rows: FloatArray) -> FloatArray:
        """e5's states (n, 1152) -> MiniLM's (n, 1152)."""
        plain = self.ridge(rows)
        if self.correction is None:
            return plain
        return plain + self.correction(torch.from_numpy(scaled(self.ridge, rows))).numpy()

    @property
    def numbers(self) -> int:
        """Weights in all."""
        own = sum(each.size for each in (self.ridge.weight, self.ridge.centre, self.ridge.scale, self.ridge.offset))
        return own + sum(each.numel() for each in self.correction.parameters()) if self.correction else own


def scaled(ridge: Ridge, rows: FloatArray) -> FloatArray:
    """Rows without their language's mean, each channel of spread 1."""
    return np.asarray((rows - ridge.centre) / ridge.scale, np.float32)


def fit_adapter(
    rows: FloatArray,
    targets: FloatArray,
    held: FloatArray,
    fusion: CrossAttention,
    recipe: AdapterRecipe,
    say: Callable[[str], None],
) -> tuple[Adapter, Adapter, dict[str, float]]:
    """The linear map, the same with its correction, and what both explain of the held rows."""
    ridge, penalty = fit_best(rows, targets, held, recipe.penalties)
    linear, kept = Adapter(ridge), ~held.astype(bool)
    correction = _correct(ridge, rows[kept], targets[kept], fusion, recipe, say)
    both = Adapter(ridge, correction)
    shares = {
        name: explained(one(rows[~kept]), targets[~kept]) for name, one in (("linear", linear), ("corrected", both))
    }
    return linear, both, {"penalty": penalty, **shares}


def _correct(
    ridge: Ridge,
    rows: FloatArray,
    targets: FloatArray,
    fusion: CrossAttention,
    recipe: AdapterRecipe,
    say: Callable[[str], None],
) -> Correction:
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    correction = Correction(rows.shape[1], recipe.hidden, targets.shape[1])
    loss = ReadingLoss(fusion, torch.from_numpy(targets))
    optimiser = torch.optim.AdamW(correction.parameters(), recipe.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: warm_cosine(step, recipe.steps))
    for step in range(recipe.steps):
        chosen = rng.integers(len(rows), size=recipe.batch)
        inputs = torch.from_numpy(scaled(ridge, rows[chosen]))
        inputs = nn.functional.dropout(inputs, 0.1)
        value = loss(torch.from_numpy(ridge(rows[chosen])) + correction(inputs), torch.from_numpy(targets[chosen]))
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            say(f"adapter: step {step} of {recipe.steps}, loss {value.item():.3f}")
    return correction.requires_grad_(False).eval()
