"""What the frozen streams make of Flickr8k's and COCO's photos and captions, computed once for the fusion lab.

    python -m models.training.fusion_data --data DATA --out CACHE

DATA holds train_real/ unpacked. Writes CACHE/STAGE.npy (photos, R, C, channels) for every stage that a strategy reads,
mirrored copies of the training photos included, CACHE/depthN.npy (tokens, 384), and CACHE/index.npz.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from models.backbones.efficientnet_lite import VARIANTS, load
from models.fusion.strategy import Grids, States
from models.fusion.streams import DEPTHS, LAST, STAGE_CHANNELS
from models.preprocessing import normalise, squash
from models.text.minilm import load as load_text
from models.text.tokens import TokenisedSentence, tokenise
from models.training.precision import autocast, faster_dtype
from models.training.textbank import pad

DATASETS = ("flickr8k", "coco")
BATCH = 16
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class FusionData:
    """The cache, memory-mapped. Photo i and its mirrored copy are rows `photo_rows[i]`; -1 where there is none."""

    grids: dict[str, NDArray[np.float16]]
    depths: dict[int, NDArray[np.float16]]
    photo_rows: NDArray[np.int64]  # (photos, 2)
    split: NDArray[np.str_]  # (photos,)
    caption_photo: NDArray[np.int64]  # (captions,)
    first: NDArray[np.int64]  # (captions + 1,) rows of the tokens
    vectors: NDArray[np.float32]  # (captions, 384) unit mean of the last layer
    dtype: torch.dtype = field(default=torch.bfloat16, kw_only=True)  # what strategies compute in

    def captions_of(self, split: str) -> NDArray[np.int64]:
        """Captions whose photo is in the split."""
        return np.flatnonzero(self.split[self.caption_photo] == split)

    def photo_grids(self, rows: NDArray[np.int64], stages: tuple[str, ...]) -> Grids:
        """Rows of the photo cache as tensors."""
        return {stage: torch.from_numpy(self.grids[stage][rows]).to(self.dtype) for stage in stages}

    def caption_states(self, captions: NDArray[np.int64], depths: tuple[int, ...]) -> tuple[States, Tensor]:
        """States (N, T, 384) and the mask (N, T) of real tokens."""
        lengths = self.first[captions + 1] - self.first[captions]
        mask = np.arange(lengths.max())[None] < lengths[:, None]
        states = {}
        for depth in depths:
            padded = np.zeros((*mask.shape, self.depths[depth].shape[1]), np.float16)
            for row, caption in enumerate(captions):
                padded[row, : lengths[row]] = self.depths[depth][self.first[caption] : self.first[caption + 1]]
            states[depth] = torch.from_numpy(padded).to(self.dtype)
        return states, torch.from_numpy(mask)


def read_fusion_data(cache: Path) -> FusionData:
    """Open a cache."""
    index = np.load(cache / "index.npz")
    grids = {stage: np.load(cache / f"{stage}.npy", mmap_mode="r") for stage in STAGE_CHANNELS}
    depths = {depth: np.load(cache / f"depth{depth}.npy") for depth in DEPTHS}
    return FusionData(grids, depths, **{name: index[name] for name in index.files}, dtype=faster_dtype())


def stored_rows(data: Path) -> list[dict[str, Any]]:
    """The photos of the cache, in its order."""
    stored = json.loads((data / "train_real" / "captions.json").read_text(encoding="utf-8"))
    return [row for row in stored if row["dataset"] in DATASETS and row["split"] in ("train", "dev", "test")]


def photo_jobs(rows: list[dict[str, object]]) -> tuple[list[tuple[int, bool]], NDArray[np.int64]]:
    """(photo, mirrored) of every row of the photo cache, and the rows of each photo."""
    jobs: list[tuple[int, bool]] = []
    places = np.full((len(rows), 2), -1, np.int64)
    for photo, row in enumerate(rows):
        for mirrored in (False, True) if row["split"] == "train" else (False,):
            places[photo, int(mirrored)] = len(jobs)
            jobs.append((photo, mirrored))
    return jobs, places


@torch.inference_mode()
def write_photos(rows: list[dict[str, object]], jobs: list[tuple[int, bool]], data: Path, out: Path) -> None:
    """Every stage of every job, squashed to the backbone's input size."""
    backbone = load(VARIANTS[0]).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    maps = {}
    for stage, channels in STAGE_CHANNELS.items():
        side = backbone.preprocessing.size // backbone.stage_info[backbone.stage_index(stage)].reduction
        shape = (len(jobs), side, side, channels)
        maps[stage] = np.lib.format.open_memmap(out / f"{stage}.npy", "w+", np.float16, shape)
    for start in range(0, len(jobs), BATCH):
        inputs = []
        for photo, mirrored in jobs[start : start + BATCH]:
            with Image.open(data / "train_real" / "images" / str(rows[photo]["image"])) as opened:
                pixels = squash(np.asarray(opened.convert("RGB")), backbone.preprocessing.size)
            inputs.append(normalise(pixels[:, ::-1] if mirrored else pixels, backbone.preprocessing))
        with autocast(faster_dtype()):
            stages = backbone.forward_stages(torch.from_numpy(np.concatenate(inputs)))
        for stage, kept in maps.items():
            values = stages[backbone.stage_index(stage)].permute(0, 2, 3, 1)
            kept[start : start + BATCH] = values.float().numpy()
        if start % 1024 == 0:
            print(f"photo {start} of {len(jobs)}", flush=True)


@torch.inference_mode()
def write_states(captions: list[TokenisedSentence], out: Path) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """States at DEPTHS of every token; where each caption starts, and its unit mean vector."""
    network = load_text()
    lengths = np.array([len(each.ids) for each in captions])
    first = np.concatenate([[0], np.cumsum(lengths)])
    kept = {depth: np.zeros((first[-1], 384), np.float16) for depth in DEPTHS}
    vectors = np.zeros((len(captions), 384), np.float32)
    order = np.argsort(-lengths, kind="stable")
    for start in range(0, len(order), 128):
        chosen = order[start : start + 128]
        ids, mask = pad([captions[i] for i in chosen])
        with autocast(faster_dtype()):
            states = network.states(ids, mask)
        for depth in DEPTHS:
            values = states[depth].float().numpy()
            for row, caption in enumerate(chosen):
                kept[depth][first[caption] : first[caption + 1]] = values[row, : lengths[caption]]
                if depth == LAST:
                    mean = values[row, : lengths[caption]].mean(0)
                    vectors[caption] = mean / np.linalg.norm(mean)
    for depth, values in kept.items():
        np.save(out / f"depth{depth}.npy", values)
    return first, vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    rows = stored_rows(arguments.data)
    jobs, places = photo_jobs(rows)
    captions = [(photo, caption) for photo, row in enumerate(rows) for caption in row["captions"]]
    first, vectors = write_states([tokenise(caption) for _, caption in captions], arguments.out)
    write_photos(rows, jobs, arguments.data, arguments.out)
    np.savez(
        arguments.out / "index.npz",
        photo_rows=places,
        split=np.array([row["split"] for row in rows]),
        caption_photo=np.array([photo for photo, _ in captions]),
        first=first,
        vectors=vectors,
    )


if __name__ == "__main__":
    main()
