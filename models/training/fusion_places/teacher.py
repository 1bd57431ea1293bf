"""What two strategies of a first training say of the same pairs: matching is not to be lost where places are learned.

    python -m models.training.fusion_places.teacher --data DATA --cache CACHE --streams STREAMS --first FIRST --out OUT

The teachers read a photo as they were trained to, at 224 pixels (models/training/fusion_data.py). What is taught is the
mean of their logits, as probabilities (Hinton et al. 2015, arXiv:1503.02531), in the three ways of the match loss
(models/training/fusion_lab.py). Pairs depend on the seed and the number of a step alone, so they are judged once for
all that are trained: OUT/SEED.npz has (steps, groups, 4 photos, 4 captions) of each part of a step. Groups with a
photo that the streams do not have are NaN there, and nothing is taught of them.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from models.fusion.strategy import FusionStrategy
from models.training.fusion_data import FusionData, read_fusion_data, stored_rows
from models.training.fusion_lab import GROUP, pair_scores
from models.training.fusion_places.batches import Sampler, Step
from models.training.fusion_places.cache import PlacesData, read_places
from models.training.fusion_places.recipe import read_courses
from models.training.fusion_places.strategies import stored, with_weights
from models.training.precision import faster_dtype

TEACHERS = ("late_dual", "inside_cnn")  # of sets tried, the best on the dev split (MODEL_CARD.md)
TRUE_WEIGHT = GROUP - 1.0  # of a true pair among those of its group
Taught = list[tuple[Tensor, ...]]  # of each step, of each of its parts: (groups, 4 photos, 4 captions)


@dataclass(frozen=True)
class Teachers:
    """Trained strategies, and photos as they are to read them."""

    models: Sequence[FusionStrategy]
    streams: FusionData
    rows: NDArray[np.int64]  # (photos of the cache, 2) rows of the streams, as they are and mirrored; -1 for none

    @torch.no_grad()
    def scores(self, data: PlacesData, step: Step) -> Tensor:
        """Mean logits of all pairs of the groups: (groups, 4 photos, 4 captions), NaN where a photo is not known."""
        count = step.groups * GROUP
        rows = self.rows[step.photos[:count], step.mirrored[:count].astype(int)]
        read = replace(self.streams, depths=data.depths, first=data.first)  # its photos, the cache's captions
        told = [pair_scores(model, read, rows, step.captions[:count]) for model in self.models]
        scores = torch.stack(told).mean(0)
        scores[torch.from_numpy((rows < 0).reshape(step.groups, GROUP).any(1))] = torch.nan
        return scores


def taught_loss(scores: Tensor, taught: Tensor) -> Tensor:
    """Both (groups, 4 photos, 4 captions): cross-entropy to the teachers' probabilities -> (); 0 where all are NaN."""
    known = ~taught.isnan().flatten(1).any(1)
    if not known.any():
        return torch.zeros(())
    scores, taught = scores[known], taught[known]
    caption = cross_entropy(scores.flatten(0, 1), taught.flatten(0, 1).softmax(-1))
    photo = cross_entropy(scores.transpose(1, 2).flatten(0, 1), taught.transpose(1, 2).flatten(0, 1).softmax(-1))
    weights = 1 + (TRUE_WEIGHT - 1) * torch.eye(GROUP)
    pair = binary_cross_entropy_with_logits(scores, taught.sigmoid(), weights.expand_as(scores))
    return caption + photo + pair


def read_taught(folder: Path, seed: int) -> Taught:
    """As `main` has written it."""
    kept = np.load(folder / f"{seed}.npz")
    return list(zip(*(torch.from_numpy(kept[name]) for name in sorted(kept.files)), strict=True))


def rows_of(cache: Path, data: Path, streams: FusionData) -> NDArray[np.int64]:
    """Where the streams have the photos of the cache."""
    sources, _ = pickle.loads((cache / "photos.pkl").read_bytes())
    known = {f"train_real/images/{row['image']}": number for number, row in enumerate(stored_rows(data))}
    numbers = np.array([known.get(source.path, -1) for source in sources])
    return np.where((numbers < 0)[:, None], -1, streams.photo_rows[numbers])


def main() -> None:
    """Every seed that is missing in OUT."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "cache", "streams", "first", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data, streams = read_places(arguments.cache, faster_dtype()), read_fusion_data(arguments.streams)
    models = [with_weights(name, stored(arguments.first, name)).eval() for name in TEACHERS]
    teachers = Teachers(models, streams, rows_of(arguments.cache, arguments.data, streams))
    arguments.out.mkdir(parents=True, exist_ok=True)
    first, *_, last = read_courses()
    for seed in first.seeds:
        path = arguments.out / f"{seed}.npz"
        if not path.exists():
            sampler = Sampler(data, first, seed)
            steps = [sampler.step(number) for number in range(last.first_step + last.steps)]
            parts = zip(*([teachers.scores(data, part).numpy() for part in step] for step in steps), strict=True)
            np.savez(path, *(np.stack(part) for part in parts))
            print(f"{path.name}: {len(steps)} steps judged", flush=True)


if __name__ == "__main__":
    main()
