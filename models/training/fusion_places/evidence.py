"""Where the words' own model sees the nouns of the training captions: places for all that has no boxes.

    python -m models.training.fusion_places.evidence --data DATA --cache CACHE [--engine var/engine]

After models.training.fusion_places.maps. Boxes are known for the few classes that detectors know; the words' model
(models/attention.py) scores every noun of every caption, and where it says "found" its evidence map is what a strategy
is to look at. It learned from the same training photos and never from what is measured on. Writes CACHE/evidence.pkl:
photo -> a tuple of words a caption, in the order of models/training/fusion_places/captions.py. A run that was stopped
goes on where it was; what is there so far can be used.
"""

from __future__ import annotations

import argparse
import pickle
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.attention import Attender
from models.engine.attender import load_attender
from models.results import FloatArray, PhotoFeatures, WordKind
from models.text.tokens import TokenisedSentence
from models.training.caption_nouns import noun_at
from models.training.fusion_places.captions import chosen_captions
from models.training.fusion_places.photos import TRAIN
from models.training.fusion_places.words import PlacedWord
from models.training.photos import read_pixels

FLUSHED = 100  # photos between notes
Shown = dict[int, list[tuple[PlacedWord, ...]]]  # photo -> of each caption


def as_bytes(evidence: FloatArray) -> NDArray[np.uint8]:
    """A map with its brightest cell at 255."""
    return np.round(255 * evidence / max(float(evidence.max()), 1e-9)).astype(np.uint8)


def nouns_without_boxes(
    read: TokenisedSentence, placed: tuple[PlacedWord, ...]
) -> list[tuple[int, str, tuple[int, ...]]]:
    """Number, noun and tokens of each word that names something whose place no box tells."""
    boxed = {token for word in placed for token in word.tokens}
    found = []
    for number, (word, pooling) in enumerate(zip(read.words, read.pooling, strict=True)):
        noun, tokens = noun_at(word.text.lower()), tuple(int(i) for i in np.flatnonzero(pooling))
        if word.kind is WordKind.CONTENT and noun is not None and not boxed & set(tokens):
            found.append((number, noun, tokens))
    return found


def shown_captions(
    attender: Attender, features: PhotoFeatures, chosen: list[tuple[TokenisedSentence, tuple[PlacedWord, ...]]]
) -> list[tuple[PlacedWord, ...]]:
    """Nouns of each caption of one photo that are found, with their evidence; a noun is looked for once."""
    looked = dict[str, NDArray[np.uint8] | None]()
    shown = []
    for read, placed in chosen:
        nouns = nouns_without_boxes(read, placed)
        if any(noun not in looked for _, noun, _ in nouns):
            seen = attender.read(features, read.sentence).words
            for number, noun, _ in nouns:
                each = seen[number]
                looked.setdefault(noun, as_bytes(each.evidence) if each.found else None)
        found = ((noun, tokens, looked[noun]) for _, noun, tokens in nouns)
        shown.append(tuple(PlacedWord(tokens, (noun,), (), map_) for noun, tokens, map_ in found if map_ is not None))
    return shown


def main() -> None:
    """Every photo that is learned from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--engine", type=Path, default=Path("var/engine"), help="exported graphs")
    arguments = parser.parse_args()
    sources, roles = pickle.loads((arguments.cache / "photos.pkl").read_bytes())
    kept, attender = arguments.cache / "evidence.pkl", load_attender(arguments.engine)
    shown: Shown = pickle.loads(kept.read_bytes()) if kept.exists() else {}
    rows = [row for row, role in enumerate(roles) if role == TRAIN]
    began = time.monotonic()
    for row in (row for row in rows if row not in shown):
        features = attender.look(read_pixels(arguments.data, sources[row]))
        shown[row] = shown_captions(attender, features, chosen_captions(sources[row], roles[row], arguments.each))
        if len(shown) % FLUSHED == 0 or len(shown) == len(rows):
            partial = kept.with_suffix(".writing")
            partial.write_bytes(pickle.dumps(shown))
            partial.replace(kept)
            words = sum(len(each) for captions in shown.values() for each in captions)
            print(f"photo {len(shown)} of {len(rows)}, {words} words, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
