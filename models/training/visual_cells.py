"""Cells of the training photos, and which nouns of their captions look at which cell: what a projector learns from.

    python -m models.training.visual_cells --data DATA --out CACHE [--photos 3500] [--looked 4] [--part 0/2]

DATA holds train_real/, train_boxes/ and imagenet_samples/ unpacked. Flickr8k's dev and test photos are left out. Writes
CACHE/cells.npy (photos, 196, 1280), the encoder's grid at 448 pixels, and CACHE/nouns-PART.pkl: for one photo in
`looked` its nouns, each with where the shipped cross-attention looks for it (14 x 14, its largest place 1), and how
sure that is that it is there; the others have boxes alone, and so have COCO's. An ImageNet photo's captions name its
class and what WordNet has above it. Photos come in an order that mixes the data sets, COCO's first, so that a run that
is stopped early has some of each.
"""

from __future__ import annotations

import argparse
import pickle
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.encoder.forms import sequence_of
from models.engine.attender import OnnxAttender, load_attender
from models.engine.encoder.engine import load_encoder
from models.results import Pixels, Word, WordAttention, WordKind
from models.text.words import split_words
from models.training.caption_nouns import NounAt, count_nouns, noun_at
from models.training.detections import read_detections, with_detections
from models.training.photos import Source, read_pixels, read_sources
from models.word_activation import word_classes

SIDE, WIDTH, SIZE = 14, 1280, (448, 448)
MOST_CLASSES, MOST_ABOVE = 130, 6  # a word above more of ImageNet's classes is too wide; words told of one photo


def training_sources(data: Path) -> list[Source]:
    """Photos that may be learned from, with detectors' boxes where they have none of their own."""
    sources = with_detections(read_sources(data), read_detections(data / "train_boxes" / "boxes.jsonl"))
    return with_words_above([source for source in sources if source.split in ("train", "unassigned")])


def with_words_above(sources: list[Source]) -> list[Source]:
    """ImageNet's photos get a caption for each word of Flickr8k's captions that stands above their class."""
    said = count_nouns(source.captions for source in sources if source.dataset == "flickr8k")
    above = {
        word: frozenset(classes)
        for word, classes in word_classes().items()
        if len(classes) <= MOST_CLASSES and noun_at(word) == word and said[word]
    }
    found, index = [], 0
    for source in sources:
        if source.dataset == "imagenet":  # which lie in class order
            words = sorted((word for word, classes in above.items() if index in classes), key=lambda word: -said[word])
            more = tuple(f"a photo of a {word}" for word in words[:MOST_ABOVE])
            found.append(replace(source, captions=(*source.captions, *more)))
            index += 1
        else:
            found.append(source)
    return found


def in_order(sources: list[Source], seed: int = 0) -> list[Source]:
    """COCO's photos, then all others mixed."""
    mixed = np.random.default_rng(seed).permutation(len(sources))
    return sorted((sources[row] for row in mixed), key=lambda source: source.dataset != "coco")


def nouns_of(caption: str) -> dict[str, Word]:
    """Every noun of a caption."""
    said = ((noun_at(word.text), word) for word in split_words(caption) if word.kind is WordKind.CONTENT)
    return {noun: word for noun, word in said if noun is not None}


def telling(captions: tuple[str, ...]) -> list[str]:
    """Captions that each say a noun that none before them said; the one with most nouns first."""
    kept, heard = [], set[str]()
    for caption in sorted(captions, key=lambda each: -len(nouns_of(each))):
        if nouns_of(caption).keys() - heard:
            kept.append(caption)
            heard |= nouns_of(caption).keys()
    return kept


def nouns_at(pixels: Pixels, captions: tuple[str, ...], attender: OnnxAttender) -> list[NounAt]:
    """Every noun that some caption says."""
    features = attender.look(pixels)
    found: dict[str, list[WordAttention]] = {}
    for caption in telling(captions):
        at = {word.start: noun for noun, word in nouns_of(caption).items()}
        for each in attender.read(features, caption).words:
            if each.word.start in at:
                found.setdefault(at[each.word.start], []).append(each)
    return [_noun(noun, said) for noun, said in found.items()]


def _noun(noun: str, said: list[WordAttention]) -> NounAt:
    evidence = np.mean([each.evidence for each in said], 0).reshape(SIDE, 2, SIDE, 2).mean((1, 3))
    shown = evidence / max(float(evidence.max()), 1e-9)
    return NounAt(noun, max(each.score for each in said), shown.astype(np.float16))


def main() -> None:
    """One part of the photos; those that an earlier run has done are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--photos", type=int, default=3500)
    parser.add_argument("--looked", type=int, default=4)
    parser.add_argument("--part", default="0/1")
    parser.add_argument("--engine", type=Path, default=Path("var/engine"), help="exported graphs")
    args = parser.parse_args()
    part, parts = (int(each) for each in args.part.split("/"))
    args.out.mkdir(parents=True, exist_ok=True)
    sources = in_order(training_sources(args.data))[: args.photos]
    encoder, attender = load_encoder(args.engine), load_attender(args.engine)
    path, kept = args.out / "cells.npy", args.out / f"nouns-{part}.pkl"
    if not path.exists():
        np.lib.format.open_memmap(path, "w+", np.float16, (len(sources), SIDE * SIDE, WIDTH)).flush()
    cells = np.lib.format.open_memmap(path, "r+")
    found: dict[int, list[NounAt]] = pickle.loads(kept.read_bytes())[1] if kept.exists() else {}
    began = time.monotonic()
    for row in (row for row in range(part, len(sources), parts) if row not in found):
        source = sources[row]
        pixels = read_pixels(args.data, source)
        cells[row] = sequence_of(encoder.encode(pixels, SIZE).grid)
        looked = source.dataset != "coco" and row // parts % args.looked == 0
        found[row] = nouns_at(pixels, source.captions, attender) if looked else []
        if len(found) % 50 == 0 or row + parts >= len(sources):
            kept.write_bytes(pickle.dumps((sources, found)))
            print(f"{len(found) * parts} of {len(sources)} after {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
