"""Train gated cross-attention layers between the blocks of a frozen language model: Flamingo, small.

    python -m models.training.flamingo.train --cache CACHE --out RUN [--minutes 30] [--set steps=200]

CACHE is what `models.training.captioner_places --places 49` wrote. The language model is the one of the captioner,
SmolLM2-135M-Instruct, which has seen text alone; gradients pass through it, none is kept of its weights. It reads the
prompt's words and the caption, no vector of the photo: what it is told of the photo comes through the gated layers
alone (models/captioner/gated/network.py), whose gates start at 0. The loss is the cross-entropy of the caption's
tokens. Writes RUN/gated.safetensors and RUN/log.jsonl; a run that is out of time keeps what it has.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from models.captioner.cuts import CUTS
from models.captioner.gated.network import GatedConfig, GatedLayers
from models.captioner.llama import Llama, load_llama
from models.captioner.package import model_file, open_file, vocabulary
from models.captioner.prompt import AFTER, BEFORE
from models.captioner.sequence import Prompt, lay_out
from models.captioner.tokens import ids_of, make_tokenizer
from models.training.captioner import batches, rate
from models.training.captioner_places import CaptionedPhotos, read_places
from models.training.captioner_start import scale_of
from models.training.precision import autocast, faster_dtype
from models.training.recipes import recipe_of

CONFIG = Path(__file__).parents[1] / "configs" / "flamingo.json"
DEV, EVERY, EVERY_PHOTO = 48, 150, 6  # photos that are watched; steps between looks; of which the scale is taken


@dataclass(frozen=True)
class Recipe:
    """What is trained, and how."""

    seen: int
    inner: int
    heads: int
    hidden: int
    photos: int  # a step
    captions: int  # of each
    steps: int
    warm_up: int
    learning_rate: float
    gate_rate: float  # times the learning rate, for the gates
    weight_decay: float
    clip: float
    seed: int


Spoken = list[list[list[int]]]  # tokens of each caption of each photo


@torch.inference_mode()
def lengths_before(llama: Llama, prompt: Prompt, spoken: Spoken, before: tuple[int, ...]) -> list[float]:
    """How long the stream is before these blocks: the median over tokens of the root of the mean square."""
    rows = lay_out(prompt, spoken)
    stream, past = llama.token_embd(torch.from_numpy(rows.ids)), llama.no_past(len(spoken))
    turns, found = llama.turns(torch.from_numpy(rows.places)), []
    for index, block in enumerate(llama.blk):
        if index in before:
            found.append(float(stream[:, prompt.length :].square().mean(-1).sqrt().median()))
        stream, _, _ = block(stream, turns, torch.from_numpy(rows.bias), (past[index, 0], past[index, 1]))
    return found


def start(photos: CaptionedPhotos, llama: Llama, prompt: Prompt, spoken: Spoken, recipe: Recipe) -> GatedLayers:
    """Gates shut; what would come through them is about as long as the stream that it would be added to."""
    rows = photos.rows("train")[::EVERY_PHOTO]
    mean, deviation = (torch.from_numpy(each) for each in scale_of(photos, rows))
    shape = asdict(recipe)
    sizes = {name: shape[name] for name in ("seen", "inner", "heads", "hidden")}
    config = GatedConfig(places=len(mean), width=llama.sizes.width, before=CUTS, **sizes)
    lengths = lengths_before(llama, prompt, [spoken[row][:1] for row in rows[:16]], config.before)
    return GatedLayers(config, mean, deviation, lengths)


def half(llama: Llama, dtype: torch.dtype) -> None:
    """The frozen weights in the precision that is multiplied in; norms stay as they are."""
    for layer in (each for each in llama.blk.modules() if isinstance(each, nn.Linear)):
        layer.to(dtype)


def token_losses(
    llama: Llama, gated: GatedLayers, prompt: Prompt, photos: Tensor, captions: Spoken, share: float = 1.0
) -> Tensor:
    """Places (B, P, D) of photos with captions of each -> loss of each token (N,) in nats."""
    rows = lay_out(prompt, captions)
    with autocast(faster_dtype()):
        states, _ = gated(
            llama,
            llama.token_embd(torch.from_numpy(rows.ids)),
            torch.from_numpy(rows.places),
            torch.from_numpy(rows.bias),
            photos,
            share,
        )
        logits = llama.words(states[rows.asked])
    return nn.functional.cross_entropy(logits.float(), torch.from_numpy(rows.says), reduction="none")


@torch.inference_mode()
def watched(
    llama: Llama, gated: GatedLayers, prompt: Prompt, photos: CaptionedPhotos, spoken: Spoken
) -> dict[str, float]:
    """Mean loss a token on DEV photos: with the photo, with the next one, with the gates shut."""
    rows = photos.rows("dev")[:DEV]
    own = torch.from_numpy(photos.places[rows].astype(np.float32))
    told = [spoken[row][:1] for row in rows]
    ways = {"own": (own, 1.0), "other": (own.roll(1, 0), 1.0), "shut": (own, 0.0)}
    return {
        name: float(
            torch.cat(
                [
                    token_losses(llama, gated, prompt, shown[at : at + 16], told[at : at + 16], share)
                    for at in range(0, DEV, 16)
                ]
            ).mean()
        )
        for name, (shown, share) in ways.items()
    }


def gates_of(gated: GatedLayers) -> list[list[float]]:
    """What passes the gates of attention and of the feed-forward layer, a layer."""
    found = dict(gated.named_parameters())
    return [
        [round(found[f"layer.{layer}.{gate}"].tanh().item(), 4) for gate in ("ask_gate", "feed_gate")]
        for layer in range(len(gated.layer))
    ]


def optimiser_of(gated: GatedLayers, recipe: Recipe) -> torch.optim.AdamW:
    """Weights; vectors, which do not decay; gates, which learn faster."""
    named = dict(gated.named_parameters())
    gates = [each for name, each in named.items() if name.endswith("_gate")]
    vectors = [each for name, each in named.items() if each.ndim == 1 and not name.endswith("_gate")]
    weights = [each for each in named.values() if each.ndim == 2]
    return torch.optim.AdamW(
        [
            {"params": weights, "times": 1.0, "weight_decay": recipe.weight_decay},
            {"params": vectors, "times": 1.0, "weight_decay": 0.0},
            {"params": gates, "times": recipe.gate_rate, "weight_decay": 0.0},
        ]
    )


def prepare(cache: Path, recipe: Recipe) -> tuple[CaptionedPhotos, Llama, Prompt, Spoken, GatedLayers]:
    """Everything but the optimiser."""
    photos, llama = read_places(cache), load_llama()
    tokenizer = make_tokenizer(*vocabulary(open_file(model_file())))
    spoken = [[ids_of(tokenizer, text) for text in captions] for captions in photos.captions]
    prompt = Prompt(tuple(ids_of(tokenizer, BEFORE)), tuple(ids_of(tokenizer, AFTER)), 0)
    gated = start(photos, llama, prompt, spoken, recipe)
    half(llama, faster_dtype())
    return photos, llama, prompt, spoken, gated


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--set", nargs="*", default=[])
    args = parser.parse_args()
    recipe, began = recipe_of(Recipe, CONFIG, args.set), time.monotonic()
    torch.manual_seed(recipe.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    photos, llama, prompt, spoken, gated = prepare(args.cache, recipe)
    optimiser, train = optimiser_of(gated, recipe), photos.rows("train")
    random = np.random.default_rng(recipe.seed)
    order = batches([sum(map(len, spoken[row])) for row in train], recipe.photos, random)
    with (args.out / "log.jsonl").open("w") as log:

        def tell(step: int, **values: object) -> None:
            spent = {"seconds": round(time.monotonic() - began), "core": round(time.process_time())}
            log.write(json.dumps({"step": step, **spent, **values}) + "\n")
            log.flush()
            print(step, spent, values, flush=True)

        for step in range(recipe.steps + 1):
            spent = (time.monotonic() - began) / (60 * args.minutes)
            last = step == recipe.steps or spent > 1
            if step % EVERY == 0 or last:
                found = watched(llama, gated, prompt, photos, spoken)
                tell(step, dev=found, gates=gates_of(gated), recipe=asdict(recipe))
                save_file(gated.state_dict(), args.out / "gated.safetensors")
            if last:
                break
            rows = [train[each] for each in next(order)]
            shown = torch.from_numpy(photos.places[rows].astype(np.float32))
            told = [
                [spoken[row][each] for each in random.permutation(len(spoken[row]))[: recipe.captions]] for row in rows
            ]
            loss = token_losses(llama, gated, prompt, shown, told).mean()
            for group in optimiser.param_groups:
                group["lr"] = recipe.learning_rate * group["times"] * rate(step, spent, recipe.steps, recipe.warm_up)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(gated.parameters(), recipe.clip)
            optimiser.step()
            if step % 10 == 0:
                tell(step, loss=round(loss.item(), 3))


if __name__ == "__main__":
    main()
