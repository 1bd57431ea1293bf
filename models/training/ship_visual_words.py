"""Turn a trained projector into shipped weights: word vectors and counts, no captions.

    python -m models.training.ship_visual_words --cache CACHE --run RUN --data DATA

The first seed is shipped (float16). The threshold under which a cell says nothing is chosen on the kept-out COCO
photos: below it cells miss more often than they hit. What stands around a word is counted over all captions of
Flickr8k's training photos, each photo once a word; what fewer than FEWEST photos have is left out, and so is what
captions say of people's looks.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder.visual_words import PROJECTOR, Beside, VisualWords, read_visual_words
from models.evaluation.visual_synonyms import SYNONYMS
from models.evaluation.visual_words import said_and_right
from models.results import FloatArray, WordKind
from models.text.words import split_words
from models.training.caption_nouns import noun_at
from models.training.manifest import write_row
from models.training.photos import read_sources
from models.training.visual_targets import read_cache
from models.training.visual_words import held_photos, save
from models.weights import FOLDER, sha256_of

EVEN = 0.5
FEWEST, KEPT = 4, 4  # photos that have a neighbour; neighbours on either side
LOOKS = frozenset("asian african american indian black white caucasian oriental fat blond blonde".split())


def neighbours(photos: Iterable[tuple[str, ...]], words: tuple[str, ...]) -> tuple[Beside, ...]:
    """For each word, in how many photos' captions it is, and which content words stand right before and after it."""
    said, before, after = (
        Counter[str](),
        defaultdict[str, Counter[str]](Counter),
        defaultdict[str, Counter[str]](Counter),
    )
    known = frozenset(words)
    for captions in photos:
        seen: set[tuple[str, str, str]] = set()
        for caption in captions:
            content = [word.text.lower() for word in split_words(caption) if word.kind is WordKind.CONTENT]
            for index, word in enumerate(content):
                noun = noun_at(word)
                if noun in known:
                    seen.add(("said", str(noun), ""))
                    seen |= {("before", str(noun), each) for each in content[max(0, index - 1) : index]}
                    seen |= {("after", str(noun), each) for each in content[index + 1 : index + 2]}
        for side, noun, each in seen:
            if side == "said":
                said[noun] += 1
            else:
                (before if side == "before" else after)[noun][each] += 1
    return tuple(Beside(said[word], _most(word, before[word]), _most(word, after[word])) for word in words)


def _most(word: str, counted: Counter[str]) -> tuple[str, ...]:
    people = word in SYNONYMS["person"]
    often = (each for each, count in counted.most_common() if count >= FEWEST and each != word and each.isalpha())
    return tuple(each for each in often if not (people and each in LOOKS))[:KEPT]


def without(words: VisualWords, names: frozenset[str]) -> VisualWords:
    """The same without some of its words."""
    kept = [index for index, word in enumerate(words.words) if word not in names]
    beside = tuple(words.beside[index] for index in kept)
    return replace(words, words=tuple(words.words[index] for index in kept), vectors=words.vectors[kept], beside=beside)


def even_threshold(near: FloatArray, right: NDArray[np.bool_]) -> float:
    """The nearness below which cells, taken together, miss more often than they hit."""
    order = np.argsort(near)
    hit = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    below = np.flatnonzero(hit < EVEN)
    return float(near[order][below[-1]]) if len(below) else -1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("cache", "run", "data"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    reports = [json.loads(path.read_text()) for path in sorted(args.run.glob("[0-9].json"))]
    cached, words = read_cache(args.cache), read_visual_words(args.run / "0.safetensors", -1)
    words = without(words, LOOKS)
    held = held_photos(cached, args.cache)
    _, right, near = said_and_right(held, words)
    train = [source for source in read_sources(args.data) if source.dataset == "flickr8k" and source.split == "train"]
    beside = neighbours((source.captions for source in train), words.words)
    threshold = even_threshold(near, right)
    path = FOLDER / f"{PROJECTOR}.safetensors"
    save(replace(words, beside=beside), path)
    used = Counter(cached.sources[row].dataset for row in cached.rows)
    clear = near >= threshold
    row = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
        "script": "python -m models.training.visual_cells, visual_words, then ship_visual_words",
        "data": ", ".join(f"{count:,} photos of {name}" for name, count in sorted(used.items()))
        + "; one in seven of COCO's and Flickr8k's kept out; captions, boxes of COCO and of two detectors, and where "
        "the shipped cross-attention looks",
        "config": {"words": len(words.words), "layers": [list(weight.shape) for weight, _ in words.layers]},
        "training": reports[0]["recipe"],
        "calibration": {"threshold": threshold},
        "metrics": {
            "held_out": [report["held"] for report in reports],
            "clear": float(clear.mean()),
            "clear_at_5": float(right[clear].mean()),
            "unclear_at_5": float(right[~clear].mean()),
        },
    }
    write_row(PROJECTOR, row)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, threshold {threshold:.3f}, {row['metrics']}")


if __name__ == "__main__":
    main()
