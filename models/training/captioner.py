"""Train the projector that lets a frozen language model read a photo's places: LLaVA's first stage, small.

    python -m models.training.captioner --cache CACHE --out RUN [--minutes 60] [--set steps=200]

The language model (models/captioner/llama.py) is frozen: gradients pass through it, none is kept of its weights. What
is trained is the projector and the vectors that stand in for a photo where there is none, on which a share of the
photos are read, so that "without a photo" is a model that knows how captions sound. The loss is the cross-entropy of
the caption's tokens. Writes RUN/projector.safetensors and RUN/log.jsonl; a run that is out of time keeps what it has.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.captioner.llama import Llama, load_llama
from models.captioner.package import model_file, open_file, vocabulary
from models.captioner.prompt import AFTER, BEFORE, PLACES
from models.captioner.sequence import Prompt, lay_out
from models.captioner.tokens import ids_of, make_tokenizer
from models.results import FloatArray
from models.training.captioner_places import CaptionedPhotos, read_places
from models.training.captioner_start import caption_vectors, regress, scale_of
from models.training.recipes import recipe_of

CONFIG = Path(__file__).parent / "configs" / "captioner.json"
VECTORS = 10.0  # times the learning rate for what is no weight of an input: a bias, and what stands in for a photo
NOTHING = " Some people or animals or things are doing something somewhere, outside or inside, here and now, as seen"
CHUNK = 16  # batches whose photos are sorted by the length of their captions
DEV, EVERY = 40, 150  # photos that are watched; steps between looks


@dataclass(frozen=True)
class Recipe:
    """How the projector is trained."""

    hidden: int
    ridge: float  # of the start
    gain: float  # of the start's differences, where 1 makes the places as long as words
    photos: int  # a step
    captions: int  # of each
    without: float  # share of photos that are not shown
    steps: int
    warm_up: int
    learning_rate: float
    weight_decay: float
    clip: float
    seed: int


def read_recipe(changes: list[str], path: Path = CONFIG) -> Recipe:
    """The recipe of the JSON file, with some of it said otherwise (`name=value`)."""
    return recipe_of(Recipe, path, changes)


class Projector(nn.Module):
    """scale x (linear(x) + down(relu(up(x)))) of a standardised place; `nothing` stands in for a photo that is not."""

    mean: Tensor
    deviation: Tensor
    scale: Tensor

    def __init__(self, scale: tuple[FloatArray, FloatArray], length: float, hidden: int, width: int) -> None:
        super().__init__()
        for name, value in (("mean", scale[0]), ("deviation", scale[1]), ("scale", np.float32(length))):
            self.register_buffer(name, torch.as_tensor(value))
        inputs = len(scale[0])
        self.linear = nn.Linear(inputs, width)
        self.up, self.down = nn.Linear(inputs, hidden), nn.Linear(hidden, width)
        nn.init.zeros_(self.down.weight)
        nn.init.zeros_(self.down.bias)
        self.nothing = nn.Parameter(torch.zeros(PLACES, width))

    def forward(self, places: Tensor) -> Tensor:
        """(N, P, D) -> (N, P, W)."""
        cells = (places - self.mean) / self.deviation
        return self.scale * (self.linear(cells) + self.down(self.up(cells).relu()))

    def without(self, count: int) -> Tensor:
        """What is read where there is no photo: (count, P, W)."""
        return (self.scale * self.nothing).expand(count, -1, -1)


def start(photos: CaptionedPhotos, llama: Llama, tokenizer: Tokenizer, recipe: Recipe) -> Projector:
    """As long as words on average, and in their direction."""
    rows, table = photos.rows("train"), llama.token_embd.weight.numpy()
    scale, vectors = scale_of(photos, rows), caption_vectors(photos, rows, table, tokenizer)
    said = np.unique(
        [token for row in rows[:500] for text in photos.captions[row] for token in ids_of(tokenizer, text)]
    )
    length = float(np.sqrt((table[said] ** 2).mean()))
    cells = (photos.places[rows].astype(np.float32) - scale[0]) / scale[1]
    weight, bias = regress(cells, vectors / length, recipe.ridge)
    spread = np.sqrt(((cells[:500] @ weight.T) ** 2).mean())
    more = recipe.gain * math.sqrt(max(0.1, 1 - float((bias**2).mean()))) / float(spread)
    projector = Projector(scale, length, recipe.hidden, table.shape[1])
    with torch.no_grad():
        projector.linear.weight.copy_(torch.from_numpy(weight * np.float32(more)))
        projector.linear.bias.copy_(torch.from_numpy(bias))
        projector.nothing.copy_(torch.from_numpy(table[ids_of(tokenizer, NOTHING)[:PLACES]] / length))
    print(
        f"words are {length:.3f} long, their mean {np.sqrt((bias**2).mean()):.2f} of that; gain {more:.2f}", flush=True
    )
    return projector


def token_losses(
    llama: Llama, prompt: Prompt, vectors: Tensor, captions: list[list[list[int]]]
) -> tuple[Tensor, Tensor]:
    """The photos' vectors (B, P, W) with captions of each -> loss of each token (N,), which caption it is of (N,)."""
    rows = lay_out(prompt, captions)
    words = llama.token_embd(torch.from_numpy(rows.ids))
    read = torch.cat((words[:, : prompt.photo.start], vectors, words[:, prompt.photo.stop :]), 1)
    states, _ = llama(read, torch.from_numpy(rows.places), torch.from_numpy(rows.bias), llama.no_past(len(captions)))
    logits = llama.words(states[rows.asked])
    return nn.functional.cross_entropy(logits, torch.from_numpy(rows.says), reduction="none"), torch.from_numpy(
        rows.caption
    )


def batches(lengths: list[int], photos: int, random: np.random.Generator) -> Iterator[list[int]]:
    """So many photos of like length together, over and over, in an order from the seed."""
    while True:
        mixed = random.permutation(len(lengths))
        for first in range(0, len(mixed), CHUNK * photos):
            some = sorted(mixed[first : first + CHUNK * photos], key=lambda row: lengths[row])
            groups = [some[at : at + photos] for at in range(0, len(some), photos)]
            for group in random.permutation(len(groups)):
                yield [int(row) for row in groups[group]]


@torch.inference_mode()
def watched(
    llama: Llama, prompt: Prompt, projector: Projector, photos: CaptionedPhotos, spoken: list[list[list[int]]]
) -> dict[str, float]:
    """Mean loss a token on DEV photos: with the photo, without, with the next one."""
    rows = photos.rows("dev")[:DEV]
    own = projector(torch.from_numpy(photos.places[rows].astype(np.float32)))
    told = [[spoken[row][0]] for row in rows]
    found = {"own": own, "without": projector.without(len(rows)), "other": own.roll(1, 0)}
    return {
        name: float(
            torch.cat(
                [token_losses(llama, prompt, value[at : at + 10], told[at : at + 10])[0] for at in range(0, DEV, 10)]
            ).mean()
        )
        for name, value in found.items()
    }


def rate(step: int, spent: float, steps: int, warm_up: int) -> float:
    """Up in a line, down in a cosine that ends with the steps or, on a slow machine, with the time (`spent` of 1)."""
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * min(1.0, max(step / steps, spent))))


def optimiser_of(projector: Projector, recipe: Recipe) -> torch.optim.AdamW:
    """Weights, and vectors that learn faster and do not decay."""
    vectors = [projector.nothing, projector.linear.bias]
    weights = [each for each in projector.parameters() if all(each is not vector for vector in vectors)]
    return torch.optim.AdamW(
        [
            {"params": weights, "times": 1.0, "weight_decay": recipe.weight_decay},
            {"params": vectors, "times": VECTORS, "weight_decay": 0.0},
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--set", nargs="*", default=[])
    args = parser.parse_args()
    recipe, began = read_recipe(args.set), time.monotonic()
    torch.manual_seed(recipe.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    photos, llama = read_places(args.cache), load_llama()
    print(f"language model after {time.monotonic() - began:.0f} s", flush=True)
    tokenizer = make_tokenizer(*vocabulary(open_file(model_file())))
    spoken = [[ids_of(tokenizer, text) for text in captions] for captions in photos.captions]
    prompt = Prompt(tuple(ids_of(tokenizer, BEFORE)), tuple(ids_of(tokenizer, AFTER)), PLACES)
    projector = start(photos, llama, tokenizer, recipe)
    print(f"ready after {time.monotonic() - began:.0f} s", flush=True)
    optimiser = optimiser_of(projector, recipe)
    random, train = np.random.default_rng(recipe.seed), photos.rows("train")
    order = batches([sum(map(len, spoken[row])) for row in train], recipe.photos, random)
    with (args.out / "log.jsonl").open("w") as log:

        def tell(step: int, **values: object) -> None:
            line = {
                "step": step,
                "seconds": round(time.monotonic() - began),
                "core": round(time.process_time()),
                **values,
            }
            log.write(json.dumps(line) + "\n")
            log.flush()
            print(line, flush=True)

        for step in range(recipe.steps + 1):
            spent = (time.monotonic() - began) / (60 * args.minutes)
            late = spent > 1
            if step % EVERY == 0 or step == recipe.steps or late:
                tell(step, dev=watched(llama, prompt, projector, photos, spoken), recipe=asdict(recipe))
                state = {name: value.detach().contiguous() for name, value in projector.state_dict().items()}
                save_file(state, args.out / "projector.safetensors")
            if step == recipe.steps or late:
                break
            rows = [train[each] for each in next(order)]
            shown = projector(torch.from_numpy(photos.places[rows].astype(np.float32)))
            hidden = torch.from_numpy(random.random(len(rows)) < recipe.without)
            vectors = torch.where(hidden[:, None, None], projector.without(len(rows)), shown)
            told = [
                [spoken[row][each] for each in random.permutation(len(spoken[row]))[: recipe.captions]] for row in rows
            ]
            loss = token_losses(llama, prompt, vectors, told)[0].mean()
            for group in optimiser.param_groups:
                group["lr"] = recipe.learning_rate * group["times"] * rate(step, spent, recipe.steps, recipe.warm_up)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(projector.parameters(), recipe.clip)
            optimiser.step()
            if step % 10 == 0:
                tell(step, loss=round(loss.item(), 3))


if __name__ == "__main__":
    main()
