"""Do the gated layers look? Losses of people's captions by the photo behind the gates, and what is written.

    python -m benchmarks.flamingo ../shared/data/train_real.tar [--photos 130] [--swaps 5] [--written 20]

On photos of Flickr8k's test split, which nothing was trained on; needs the extra `llm`. Intervals draw photos anew;
differences are taken photo by photo. `make bench-record` keeps what is written.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.settings import Settings
from benchmarks.captioner import SPLIT, SPREAD, as_mean
from benchmarks.record import measured
from models.captioner.gated.layers import GATED, read_gated
from models.captioner.gated.table import MEASURED, PAIRS, WAYS
from models.captioner.prompt import SIZE, tidy
from models.engine.captioner.engine import load_language_model
from models.engine.encoder.engine import EncoderEngine, load_encoder
from models.evaluation.captioner import Captioned, true_nouns
from models.evaluation.flamingo import GatedListener, swaps
from models.evaluation.measure import Tally
from models.evaluation.members import members
from models.weights import entry

SEED = 0


def captioned(archive: Path, count: int, encoder: EncoderEngine) -> Iterator[Captioned]:
    """The first `count` of SPREAD photos that lie evenly over the test split: those of benchmarks.captioner."""
    files = members(archive)
    photos = [
        row for row in json.loads(files["captions.json"]) if row["dataset"] == "flickr8k" and row["split"] == SPLIT
    ]
    for index in np.linspace(0, len(photos) - 1, SPREAD).astype(int)[:count]:
        row = photos[index]
        with Image.open(io.BytesIO(files[row["image"]])) as opened:
            pixels = np.asarray(opened.convert("RGB"))
        yield Captioned(row["image"], encoder.encode(pixels, SIZE).grid, tuple(tidy(each) for each in row["captions"]))


def measure(listener: GatedListener, photos: list[Captioned], times: int) -> dict[str, Any]:
    """Losses of each photo's first caption with its own photo, others, the mean photo, and the gates shut."""
    orders, found = swaps(len(photos), times, SEED), list[np.ndarray]()
    for index, photo in enumerate(photos):
        others = [photos[order[index]].vectors for order in orders]
        grids = [photo.vectors, listener.mean_photo, photo.vectors, *others]
        found.append(listener.losses(grids, [1.0, 1.0, 0.0, *([1.0] * times)], photo.captions[0]))
    own, mean, shut, *another = np.array(found).T
    ways = {"own": own, "mean": mean, "shut": shut, "another": np.mean(another, 0)}
    return {
        "photos": len(photos),
        "losses": {way: _mean(photos, ways[way]) for way in WAYS},
        "pairs": {pair: _mean(photos, ways[first] - ways[second]) for pair, first, second in map(_split, PAIRS)},
        "each": [float(each.mean()) for each in another],
        "better": [float((own < each).mean()) for each in another],
    }


def _split(pair: str) -> tuple[str, str, str]:
    first, _, second = pair.partition("_")
    return pair, first, second


def _mean(photos: list[Captioned], values: np.ndarray) -> dict[str, float]:
    tally = Tally()
    for photo, value in zip(photos, values, strict=True):
        tally.add(photo.name, float(value))
    return as_mean(tally.mean())


def write(listener: GatedListener, photos: list[Captioned], known: frozenset[str]) -> dict[str, Any]:
    """Captions of some photos, and how many of their nouns people say too."""
    written = [(photo, listener.write(photo.vectors)) for photo in photos]
    for photo, text in written:
        print(photo.name, text)
    own, other = true_nouns(written, known)
    return {"written": len(written), "nouns": as_mean(own.mean()), "nouns_other": as_mean(other.mean())}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--photos", type=int, default=130)
    parser.add_argument("--swaps", type=int, default=5)
    parser.add_argument("--written", type=int, default=20)
    args = parser.parse_args()
    cache, row = Settings().cache_dir, entry(GATED)
    encoder, layers = load_encoder(cache), read_gated(row.file, row.config["heads"])
    listener = GatedListener(load_language_model(cache), layers)
    photos = list(captioned(args.archive, args.photos, encoder))
    found = measure(listener, photos, args.swaps)
    found |= write(listener, photos[: args.written], frozenset(encoder.visual_words.words))
    found |= {"shut": listener.write(photos[0].vectors, 0.0)}
    measured(MEASURED).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
