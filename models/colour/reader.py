"""A colour's word judged by the photo's own pixels under its noun's heat. numpy alone.

    table[b]    = softmax(name(Lab of bin b)), for 16 x 16 x 16 bins of red, green and blue
    colours[p]  = mean of table over the pixels of cell p: shares of the colours and of none
    heat[w]     = softmax over p of a * log(evidence of the noun) + b * log(evidence of the colour's own word)
    there[w, c] = log sum over p of heat[w, p] * colours[p, c], and everywhere[c] the same with even heat
    seen[w]     = gain * there + against * everywhere + bias + there @ mix, for the colour that w names
    score[w]    = sigmoid(old weight * score logit of the words' model + weight * seen + shift)

A colour without a noun ("dressed in red") is looked for under its own word's heat, with weights of its own. Evidence
of the word becomes heat[w, p] * colours[p, c], as bright as its noun's: it lies where that colour is on the noun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from models.colour.lab import lab
from models.colour.names import colour_of
from models.colour.noun import nouns_of
from models.engine.lab.stages import softmax
from models.results import FloatArray, Word
from models.stored_arrays import read_arrays
from models.weights import entry

COLOUR_WORDS = "colour_words"  # its row of the manifest
PATCH = 4  # pixels of the squashed photo that are named as one, along a side
LEVELS = 16  # of red, green and blue
LEAST_HEAT, LEAST_SHARE = 1e-5, 0.003


@dataclass(frozen=True)
class Seen:
    """What the pixels say of one colour of a sentence."""

    lone: bool  # without a noun
    amount: float  # the larger, the surer
    place: FloatArray  # (P,), where it is; its sum is at most that of the noun's evidence


@dataclass(frozen=True)
class ColourReader:
    """The learned numbers. Rows of two: with a noun, and without."""

    hidden: tuple[FloatArray, FloatArray]  # (3, H), (H,)
    naming: tuple[FloatArray, FloatArray]  # (H, C + 1), (C + 1,)
    heat: FloatArray  # (3,): powers of the noun's evidence, of the word's beside it, of the word's alone
    gain: FloatArray  # (2, C)
    against: FloatArray  # (2, C)
    bias: FloatArray  # (2, C)
    mix: FloatArray  # (C + 1, C)
    join: FloatArray  # (2, 3): weight of the words' model, of the colour, and shift; in score logits

    @cached_property
    def table(self) -> FloatArray:
        """Each bin's colour, (LEVELS ** 3, C + 1)."""
        (weight, bias), (naming, rest) = self.hidden, self.naming
        named = np.exp(np.maximum(lab(bin_colours()) @ weight + bias, 0) @ naming + rest)
        return np.asarray(named / named.sum(1, keepdims=True), np.float32)

    def see(self, pixels: NDArray[np.uint8], grid: tuple[int, int]) -> FloatArray:
        """A squashed photo's pixels (S, S, 3) -> how much of every cell has each colour, (rows * cols, C + 1)."""
        return np.asarray(self.table[cell_bins(averaged(pixels, PATCH), grid)].mean(1), np.float32)

    def judge(self, sentence: str, words: Sequence[Word], colours: FloatArray, evidence: FloatArray) -> dict[int, Seen]:
        """A sentence's colours, each by its place in `words`; `evidence` (W, P) is the words' model's of all words."""
        found = {}
        everywhere = np.log(colours.mean(0) + LEAST_SHARE)
        for at, noun in nouns_of(sentence, words).items():
            number = colour_of(words[at])
            assert number is not None, "nouns_of names colours alone"
            lone, asked = int(noun is None), evidence[at if noun is None else noun]
            cells = heat_of(evidence[at], None if noun is None else asked, self.heat)[:, None] * colours
            there = np.log(cells.sum(0) + LEAST_SHARE)
            amount = self.gain[lone] * there[:-1] + self.against[lone] * everywhere[:-1] + self.bias[lone]
            amount += there @ self.mix
            place = np.asarray(asked.sum() * cells[:, number], np.float32)
            found[at] = Seen(noun is None, float(amount[number]), place)
        return found

    def score(self, old: float, seen: Seen) -> float:
        """The score logit of the words' model and what is seen -> the score logit that people read."""
        weight, own, shift = self.join[int(seen.lone)]
        return float(weight * old + own * seen.amount + shift)


def heat_of(own: FloatArray, noun: FloatArray | None, powers: FloatArray) -> FloatArray:
    """Where to look, of evidence (..., P) of a colour's word and of its noun; sums to 1 over P."""
    logits = powers[2] * _log_share(own) if noun is None else powers[0] * _log_share(noun) + powers[1] * _log_share(own)
    return softmax(logits)


def _log_share(evidence: FloatArray) -> FloatArray:
    return np.asarray(np.log(evidence / np.maximum(evidence.sum(-1, keepdims=True), 1e-9) + LEAST_HEAT), np.float32)


def bin_colours() -> NDArray[np.uint8]:
    """The middle of every bin, (LEVELS ** 3, 3), in the order of `cell_bins`."""
    step = 256 // LEVELS
    return (np.indices((LEVELS,) * 3).reshape(3, -1).T * step + step // 2).astype(np.uint8)


def cell_bins(patches: NDArray[np.uint8], grid: tuple[int, int]) -> NDArray[np.intp]:
    """Patches (S, S, 3) -> the bins of every cell's, (rows * cols, patches of a cell)."""
    red, green, blue = np.moveaxis(patches // (256 // LEVELS), -1, 0).astype(np.intp)
    (rows, cols), side = grid, len(patches)
    bins = (red * LEVELS + green) * LEVELS + blue
    return bins.reshape(rows, side // rows, cols, side // cols).transpose(0, 2, 1, 3).reshape(rows * cols, -1)


def averaged(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Pixels (S, S, 3) averaged over squares, (S / side, S / side, 3)."""
    # Added slice by slice in 16 bits: a quarter of the time of a mean over axes.
    rows = sum((pixels[at::side] for at in range(1, side)), pixels[::side].astype(np.uint16))
    total = sum((rows[:, at::side] for at in range(1, side)), rows[:, ::side])
    return np.asarray((total + side * side // 2) // (side * side), np.uint8)


@cache
def colour_reader() -> ColourReader:
    """The trained one; raises BrokenInstall."""
    stored, _ = read_arrays(entry(COLOUR_WORDS).file)
    arrays = {name: np.asarray(values, np.float32) for name, values in stored.items()}
    hidden, naming = ((arrays.pop(f"{name}.weight"), arrays.pop(f"{name}.bias")) for name in ("hidden", "naming"))
    return ColourReader(hidden, naming, **arrays)
