"""Does the language model look at the photo? Losses of people's captions, "dog" for "cat", and what it writes.

    python -m benchmarks.captioner ../shared/data/train_real.tar [--photos 130] [--written 20]

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

from app.engines.captions import grey_photo
from app.settings import Settings
from benchmarks.record import measured
from models.captioner.projector import CAPTIONER, Projector, read_projector
from models.captioner.prompt import SIZE, tidy
from models.captioner.table import MEASURED, PAIRS, SWAPS, WAYS
from models.engine.captioner.engine import load_language_model
from models.engine.encoder.engine import EncoderEngine, load_encoder
from models.evaluation.captioner import Blind, Captioned, Listener, Looked, go_blind, look, true_nouns
from models.evaluation.measure import Measure, Tally
from models.evaluation.members import members
from models.weights import entry

SPLIT, SPREAD = "test", 200


def captioned(archive: Path, count: int, encoder: EncoderEngine, projector: Projector) -> Iterator[Captioned]:
    """The first `count` of SPREAD photos that lie evenly over the test split."""
    files = members(archive)
    rows = json.loads(files["captions.json"])
    photos = [row for row in rows if row["dataset"] == "flickr8k" and row["split"] == SPLIT]
    for index in np.linspace(0, len(photos) - 1, SPREAD).astype(int)[:count]:
        row = photos[index]
        with Image.open(io.BytesIO(files[row["image"]])) as opened:
            pixels = np.asarray(opened.convert("RGB"))
        vectors = projector.photo(encoder.encode(pixels, SIZE).grid)
        yield Captioned(row["image"], vectors, tuple(tidy(each) for each in row["captions"]))


def measure(photos: list[Captioned], looked: list[Looked], blind: list[Blind]) -> dict[str, Any]:
    """Losses, their differences, and swaps."""
    losses, pairs, swaps = ({name: Tally() for name in names} for names in (WAYS, PAIRS, SWAPS))
    for photo, seen, unseen in zip(photos, looked, blind, strict=True):
        found = {"own": seen.own, "another": seen.other, "without": unseen.without, "words": unseen.words}
        for way in WAYS:
            losses[way].add(photo.name, found[way])
        for pair in PAIRS:
            first, _, second = pair.partition("_")
            pairs[pair].add(photo.name, found[first] - found[second])
        if seen.swap is not None and unseen.swap is not None:
            for way, value in (("own", seen.swap), ("without", unseen.swap), ("more", seen.swap - unseen.swap)):
                swaps[way].add(photo.name, value)
    return {
        "photos": len(photos),
        "losses": {name: as_mean(tally.mean()) for name, tally in losses.items()},
        "pairs": {name: as_mean(tally.mean()) for name, tally in pairs.items()},
        "better": float(np.mean(np.array(pairs["without_own"].values) > 0)),
        "swaps": {name: as_mean(tally.mean()) for name, tally in swaps.items()},
        "swapped": len(swaps["own"].values),
    }


def write(listener: Listener, photos: list[Captioned], known: frozenset[str]) -> dict[str, Any]:
    """Captions of some photos, and how many of their nouns people say too."""
    written = [(photo, listener.write(photo.vectors).text) for photo in photos]
    own, other = true_nouns(written, known)
    return {"written": len(written), "nouns": as_mean(own.mean()), "nouns_other": as_mean(other.mean())}


def as_mean(found: Measure) -> dict[str, float]:
    """Value and interval."""
    return {"value": found.value, "low": found.low, "high": found.high}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--photos", type=int, default=130)
    parser.add_argument("--written", type=int, default=20)
    args = parser.parse_args()
    cache, projector = Settings().cache_dir, read_projector(entry(CAPTIONER).file)
    encoder, listener = load_encoder(cache), Listener(load_language_model(cache), projector)
    photos = list(captioned(args.archive, args.photos, encoder, projector))
    grey = listener.write(projector.photo(encoder.encode(grey_photo(), SIZE).grid)).text
    found = measure(photos, list(look(listener, photos)), list(go_blind(listener, photos)))
    found |= write(listener, photos[: args.written], frozenset(encoder.visual_words.words))
    measured(MEASURED).write_text(json.dumps(found | {"grey": grey}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found | {"grey": grey}, indent=1))


if __name__ == "__main__":
    main()
