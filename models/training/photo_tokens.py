"""Train tokens of a photo: a resampler's queries, and beside it rectangles that are pooled, both k = 1, 4, 16, 49.

    python -m models.training.photo_tokens --data DATA --cache CACHE --out RUN [--seeds 0,1,2] [--set steps=600]

CACHE is that of models/training/visual_cells.py; its photos of Flickr8k are learned from, dev and test are not among
them. The CNN and MiniLM are frozen. A photo's tokens and a caption's word states meet in WIDTH numbers of unit length;
they match by the mean over words of the largest cosine with a token (late interaction: Khattab & Zaharia 2020,
arXiv:2004.12832; FILIP: Yao et al. 2021, arXiv:2111.07783). The loss is contrastive over the batch, both ways, and the
sum over all k. Both ways learn from the same batches. Writes RUN/SEED.safetensors, and RUN/SEED.json with how many
first captions of Flickr8k's test photos find their photo among all.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, layer_norm, normalize

from models.encoder.forms import box_shares, sequence_of
from models.encoder.resampler import WIDTH, places
from models.encoder.ribbon import COUNTS, rectangles
from models.engine.encoder.engine import load_encoder
from models.evaluation.ranks import ranks_of
from models.training.photos import Source, read_pixels, read_sources
from models.training.recipes import recipe_of
from models.training.textbank import TextBank, build
from models.training.visual_cells import SIDE, SIZE
from models.training.visual_cells import WIDTH as CHANNELS
from models.training.visual_targets import read_cache

CONFIG = Path(__file__).parent / "configs" / "photo_tokens.json"
STATES, RANKS = 384, (1, 5, 10)


@dataclass(frozen=True)
class Recipe:
    """How the tokens are trained."""

    steps: int
    batch: int
    learning_rate: float
    weight_decay: float
    seeds: tuple[int, ...]


def read_recipe(changes: list[str], path: Path = CONFIG) -> Recipe:
    """The recipe of the JSON file, with some of it said otherwise (`name=value`)."""
    return recipe_of(Recipe, path, changes)


@dataclass(frozen=True)
class Pairs:
    """Photos and their captions."""

    cells: NDArray[np.float16]  # (photos, places, channels)
    rows: NDArray[np.int64]  # of `cells`, the photos that are meant
    bank: TextBank
    captions: tuple[tuple[int, ...], ...]  # of each photo, in `bank`

    def photos(self, chosen: NDArray[np.int64]) -> Tensor:
        """Each place standardised: (N, places, channels)."""
        cells = torch.from_numpy(self.cells[self.rows[chosen]].astype(np.float32))
        return layer_norm(cells, cells.shape[-1:])

    def words(self, captions: list[int]) -> tuple[Tensor, Tensor]:
        """Last states of the captions' words, (N, T, STATES), and which of them are words."""
        spans = [slice(self.bank.first[each], self.bank.first[each + 1]) for each in captions]
        longest = max(span.stop - span.start for span in spans)
        states, mask = torch.zeros(len(spans), longest, STATES), torch.zeros(len(spans), longest, dtype=torch.bool)
        for row, span in enumerate(spans):
            length = span.stop - span.start
            states[row, :length] = torch.from_numpy(self.bank.states[span, -STATES:].astype(np.float32))
            mask[row, :length] = True
        return states, mask


class Tokens(nn.Module):
    """k tokens of a photo for every k, and the words' way into their space."""

    def __init__(self, asked: bool, channels: int = CHANNELS, side: int = SIDE) -> None:
        super().__init__()
        self.values = nn.Parameter(torch.randn(channels, WIDTH) * channels**-0.5)
        self.words = nn.Linear(STATES, WIDTH)
        self.sharpness = nn.Parameter(torch.tensor(2.5))
        if asked:
            self.queries = nn.Parameter(torch.randn(sum(COUNTS), WIDTH))
            self.keys = nn.Parameter(torch.randn(channels, WIDTH) * channels**-0.5)
            self.register_buffer("at", torch.from_numpy(places(side, side)), persistent=False)
        else:
            shares = np.concatenate([box_shares(rectangles(count), side, side) for count in COUNTS])
            shares = shares.reshape(len(shares), -1)
            means = shares / shares.sum(1, keepdims=True)
            self.register_buffer("means", torch.from_numpy(means.astype(np.float32)), persistent=False)
        self.asked = asked

    def forward(self, cells: Tensor) -> tuple[Tensor, ...]:
        """Standardised cells (N, P, C) -> tokens (N, k, WIDTH) for each k of COUNTS."""
        if self.asked:
            keys = cells @ self.keys + self.get_buffer("at")
            weights = (self.queries @ keys.transpose(1, 2) / WIDTH**0.5).softmax(-1)
        else:
            weights = self.get_buffer("means").expand(len(cells), -1, -1)
        return (weights @ (cells @ self.values)).split(COUNTS, 1)

    def match(self, tokens: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """Every photo with every caption: tokens (N, k, WIDTH), words (M, T, STATES) -> (N, M)."""
        heard = normalize(self.words(words), dim=-1)
        nearest = torch.einsum("nkd,mtd->nmkt", normalize(tokens, dim=-1), heard).amax(2)
        return (nearest * mask).sum(-1) / mask.sum(-1)


def train(pairs: Pairs, recipe: Recipe, seed: int, asked: bool) -> Tokens:
    """One way of making tokens, every k at once."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    side = round(pairs.cells.shape[1] ** 0.5)
    model = Tokens(asked, pairs.cells.shape[2], side)
    optimiser = torch.optim.AdamW(model.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, recipe.steps)
    count = len(pairs.rows)
    own = torch.arange(min(recipe.batch, count))
    for step in range(recipe.steps):
        chosen = random.permutation(count)[: len(own)]
        said = [int(random.choice(pairs.captions[each])) for each in chosen]
        words, mask = pairs.words(said)
        scores = [model.sharpness.exp() * model.match(each, words, mask) for each in model(pairs.photos(chosen))]
        loss = torch.stack([cross_entropy(each, own) + cross_entropy(each.T, own) for each in scores]).mean() / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            print(f"{'asked' if asked else 'pooled'}, step {step}: {loss.item():.3f}", flush=True)
    return model


@torch.inference_mode()
def recalls(model: Tokens, pairs: Pairs, batch: int = 50) -> dict[str, dict[str, float]]:
    """For each k, per cent of first captions whose photo is among the first 1, 5 and 10 of all photos."""
    count = len(pairs.rows)
    words, mask = pairs.words([each[0] for each in pairs.captions])
    parts = [model(pairs.photos(np.arange(start, min(start + batch, count)))) for start in range(0, count, batch)]
    found = {}
    for k, tokens in zip(COUNTS, map(torch.cat, zip(*parts, strict=True)), strict=True):
        scores = torch.cat(
            [model.match(tokens, words[s : s + batch], mask[s : s + batch]) for s in range(0, count, batch)], 1
        ).numpy()
        ranks = ranks_of(scores.T, np.arange(count))
        found[str(k)] = {str(rank): float(100 * (ranks < rank).mean()) for rank in RANKS}
    return found


def learned_from(cache: Path) -> Pairs:
    """Flickr8k's training photos of the cache, all their captions."""
    cached = read_cache(cache)
    rows = [row for row in cached.rows if cached.sources[row].dataset == "flickr8k"]
    cells = np.load(cache / "cells.npy", mmap_mode="r")
    return _pairs(cells, np.array(rows), [cached.sources[row] for row in rows], cache / "photo_tokens_text.npz")


def tested_on(data: Path, cache: Path, engine: Path) -> Pairs:
    """Flickr8k's test photos, seen by the encoder once and kept."""
    sources = [each for each in read_sources(data) if each.dataset == "flickr8k" and each.split == "test"]
    path = cache / "test_cells.npy"
    if not path.exists():
        encoder, part = load_encoder(engine), path.with_suffix(".part.npy")
        cells = np.lib.format.open_memmap(part, "w+", np.float16, (len(sources), SIDE * SIDE, CHANNELS))
        for row, source in enumerate(sources):
            cells[row] = sequence_of(encoder.encode(read_pixels(data, source), SIZE).grid)
        cells.flush()
        part.rename(path)
    first = [Source(each.path, each.dataset, each.split, each.captions[:1]) for each in sources]
    return _pairs(np.load(path, mmap_mode="r"), np.arange(len(first)), first, cache / "photo_tokens_test.npz")


def _pairs(cells: NDArray[np.float16], rows: NDArray[np.int64], sources: list[Source], kept: Path) -> Pairs:
    """Word states are computed once; `kept` is where they stay."""
    sentences = sorted({caption for source in sources for caption in source.captions})
    bank = _kept_bank(sentences, kept)
    return Pairs(cells, rows, bank, tuple(tuple(bank.index[each] for each in source.captions) for source in sources))


def _kept_bank(sentences: list[str], kept: Path) -> TextBank:
    index = {sentence: row for row, sentence in enumerate(sentences)}
    if kept.exists():
        with np.load(kept) as found:
            if found["sentences"].tolist() == sentences:
                return TextBank(
                    sentences, [], found["first"], found["states"], np.zeros((0, STATES), np.float32), index
                )
    bank = build(sentences)
    last = bank.states[:, -STATES:]
    np.savez(kept, sentences=np.array(sentences), first=bank.first, states=last)
    return TextBank(sentences, [], bank.first, last, bank.vectors, index)


def arrays_of(model: Tokens) -> dict[str, NDArray[np.float16]]:
    """Its weights as they are stored."""
    return {name: value.numpy().astype(np.float16) for name, value in model.state_dict().items()}


def main() -> None:
    """Every seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "cache", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seeds", default="")
    parser.add_argument("--set", nargs="*", default=[])
    parser.add_argument("--engine", type=Path, default=Path("var/engine"), help="exported graphs")
    args = parser.parse_args()
    torch.set_num_threads(1)
    recipe = read_recipe(args.set)
    args.out.mkdir(parents=True, exist_ok=True)
    lessons, test = learned_from(args.cache), tested_on(args.data, args.cache, args.engine)
    print(f"{len(lessons.rows)} photos to learn from, {len(test.rows)} to test on", flush=True)
    for seed in [int(each) for each in args.seeds.split(",") if each] or recipe.seeds:
        began, report = time.process_time(), {"recipe": asdict(recipe), "photos": [len(lessons.rows), len(test.rows)]}
        for asked in (False, True):
            model = train(lessons, recipe, seed, asked)
            way = "resampled" if asked else "pooled"
            report[way] = recalls(model, test)
            save_file(arrays_of(model), args.out / f"{seed}-{way}.safetensors")
            print(
                f"seed {seed}, {way}: {report[way]} after {time.process_time() - began:.0f} s of one core", flush=True
            )
        (args.out / f"{seed}.json").write_text(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
