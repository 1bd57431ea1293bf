"""Turn a trained projector into shipped weights: word vectors and counts, no captions.

    python -m models.training.ship_visual_words --cache CACHE --run RUN --data DATA

The first seed is shipped (float16). The threshold under which a cell says nothing is chosen on the kept-out COCO photos:
where the cells that hit and those that miss are told apart best (Youden 1950). What stands around a word is counted over
all captions of Flickr8k's training photos, each photo once a word; what fewer than FEWEST photos have is left out, and
so is what captions say of people's looks.
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
from safetensors.numpy import save_file

from models.encoder.visual_words import Beside, VisualWords, read_visual_words
from models.evaluation.visual_synonyms import SYNONYMS
from models.evaluation.visual_words import said_and_right
from models.results import FloatArray, WordKind
from models.text.words import split_words
from models.training.caption_nouns import noun_at
from models.training.manifest import write_row
from models.training.photos import read_sources
from models.training.visual_targets import read_cache
from models.training.visual_words import held_photos
from models.weights import FOLDER, sha256_of

NAME = "visual_words"
FEWEST, KEPT = 4, 4  # photos that have a neighbour; neighbours on either side
LOOKS = frozenset("asian african american indian black white caucasian oriental fat blond blonde".split())


def neighbours(photos: Iterable[tuple[str, ...]], words: tuple[str, ...]) -> tuple[Beside, ...]:
    """For each word, in how many photos' captions it is, and which content words stand right before and after it."""
    said, before, after = Counter[str](), defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
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


def best_threshold(near: FloatArray, right: NDArray[np.bool_]) -> float:
    """The nearness at which hits at least as near, less misses at least as near, are most (shares of each)."""
    order = np.argsort(-near)
    gain = np.cumsum(right[order]) / max(right.sum(), 1) - np.cumsum(~right[order]) / max((~right).sum(), 1)
    return float(near[order][int(gain.argmax())])


def save(words: VisualWords, path: Path) -> None:
    """Arrays as float16; words and their neighbours as lines of the file's own text."""
    mean, deviation = words.scale
    arrays = {"vectors": words.vectors, "mean": mean, "deviation": deviation}
    for index, (weight, bias) in enumerate(words.layers):
        arrays |= {f"weight{index}": weight, f"bias{index}": bias}
    stored = {name: np.ascontiguousarray(value.astype(np.float16)) for name, value in arrays.items()}
    stored["photos"] = np.array([each.photos for each in words.beside], np.int32)
    texts = {
        "words": "\n".join(words.words),
        "before": "\n".join(" ".join(each.before) for each in words.beside),
        "after": "\n".join(" ".join(each.after) for each in words.beside),
    }
    save_file(stored, path, texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("cache", "run", "data"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    reports = [json.loads(path.read_text()) for path in sorted(args.run.glob("[0-9].json"))]
    cached, words = read_cache(args.cache), read_visual_words(args.run / f"{reports[0]['recipe']['seeds'][0]}.npz")
    held = held_photos(cached, args.cache)
    _, right, near = said_and_right(held, words)
    train = [source for source in read_sources(args.data) if source.dataset == "flickr8k" and source.split == "train"]
    beside = neighbours((source.captions for source in train), words.words)
    threshold = best_threshold(near, right)
    path = FOLDER / f"{NAME}.safetensors"
    save(replace(words, beside=beside), path)
    used = Counter(cached.sources[row].dataset for row in cached.rows)
    clear = near >= threshold
    row = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
        "script": "python -m models.training.visual_cells, visual_words, then ship_visual_words",
        "data": ", ".join(f"{count:,} photos of {name}" for name, count in sorted(used.items()))
        + "; one in seven of COCO's and Flickr8k's kept out; captions, boxes of COCO and of two detectors, and where the "
        "shipped cross-attention looks",
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
    write_row(NAME, row)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, threshold {threshold:.3f}, {row['metrics']}")


if __name__ == "__main__":
    main()
