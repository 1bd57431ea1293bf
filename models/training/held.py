"""Photos with boxes that were kept out of training, for choosing settings: does each label's name find its boxes?

python -m models.training.held --checkpoint RUN.pt --cache CACHE
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.fusion.cross_attention import CrossAttention
from models.pointing import points_inside, share_inside
from models.training.batches import Corpus
from models.training.cross_attention import prepare, read_config_of
from models.training.maps import photos_of

WEIGHTS = (3.0, 5.0, 8.0, 12.0)


@torch.inference_mode()
def point_at_held(model: CrossAttention, corpus: Corpus, rows: list[int]) -> dict[str, float]:
    """Pointing and share inside of every label's name in "a photo of a NAME", people and other things apart."""
    bank = corpus.sentences.bank
    hits, shares, things = [], [], []
    for row, photo in zip(rows, photos_of(model, corpus.maps, rows), strict=True):
        picture = corpus.pictures[row]
        for label in sorted({label for _, label, _, _ in picture.boxes}):
            heat = evidence(model, bank.states[last_row(corpus, label)], *photo)
            boxes = [box for _, other, box, _ in picture.boxes if other == label]
            hits.append(points_inside(heat, boxes))
            shares.append(share_inside(heat, boxes))
            things.append(label != "person")
    thing = np.array(things)
    measured = {
        "pointing": np.mean(hits),
        "pointing_things": np.array(hits)[thing].mean(),
        "share": np.mean(shares),
        "share_things": np.array(shares)[thing].mean(),
    }
    return {name: round(float(value), 4) for name, value in measured.items()}


def last_row(corpus: Corpus, label: str) -> int:
    """The row of the last word of a label in its plainest sentence."""
    number = corpus.sentences.bank.index[f"a photo of a {label}"]
    return int(corpus.sentences.bank.first[number + 1]) - 1


def evidence(model: CrossAttention, states: np.ndarray, keys: Tensor, values: Tensor, scores: Tensor) -> np.ndarray:
    """One word's evidence, (28, 28)."""
    _, found, _, _ = model(torch.from_numpy(states.astype(np.float32))[None], keys, values, scores)
    grid: np.ndarray = found[0].view(28, 28).numpy()
    return grid


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    args = parser.parse_args()
    checkpoint = torch.load(args.checkpoint, weights_only=True)
    config = read_config_of(checkpoint["courses"][-1])
    corpus = prepare(args.cache)
    rows = [i for i, picture in enumerate(corpus.pictures) if picture.kind == "held"]
    for weight in WEIGHTS:
        model = CrossAttention(replace(config.sizes, class_weight=weight)).eval()
        model.load_state_dict(checkpoint["model"])
        print(weight, point_at_held(model, corpus, rows), flush=True)


if __name__ == "__main__":
    main()
