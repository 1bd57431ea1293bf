"""The torch twin of models/colour/reader.py, with the same numbers under the same names, to train."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.colour.lab import lab
from models.colour.names import COLOURS
from models.colour.reader import LEAST_SHARE, bin_colours


class ColourNetwork(nn.Module):
    """How much of each bin of RGB lies under the heat, and in the photo, to how much of each colour is seen."""

    bins: Tensor

    def __init__(self, hidden: int) -> None:
        super().__init__()
        colours = len(COLOURS)
        self.register_buffer("bins", torch.from_numpy(lab(bin_colours())), persistent=False)
        self.hidden, self.naming = nn.Linear(3, hidden), nn.Linear(hidden, colours + 1)
        self.gain = nn.Parameter(torch.ones(2, colours))
        self.against = nn.Parameter(torch.full((2, colours), -0.2))
        self.bias = nn.Parameter(torch.full((2, colours), 3.0))
        self.mix = nn.Parameter(torch.zeros(colours + 1, colours))

    def forward(self, under: Tensor, photo: Tensor, lone: Tensor) -> Tensor:
        """Shares of the bins under the heat and in the photo (N, B), lone (N,) -> what is seen (N, C)."""
        table = self.naming(functional.relu(self.hidden(2 * self.bins))).softmax(-1)
        there, everywhere = (torch.log(shares @ table + LEAST_SHARE) for shares in (under, photo))
        row = lone.long()
        seen = self.gain[row] * there[:, :-1] + self.against[row] * everywhere[:, :-1] + self.bias[row]
        return seen + there @ self.mix

    def arrays(self) -> dict[str, Tensor]:
        """The numbers as the reader multiplies by them."""
        kept = {name: value.detach().contiguous() for name, value in self.state_dict().items()}
        kept["hidden.weight"], kept["naming.weight"] = (2 * kept["hidden.weight"]).T, kept["naming.weight"].T
        return {name: value.contiguous() for name, value in kept.items()}
