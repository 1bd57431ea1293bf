"""How often cells say what they show: the shipped projector, the classifier's own words, no training, and chance.

    python -m benchmarks.visual_words ../shared/data/eval_dev.tar [--run RUN]

Cells at least half inside one label's boxes; a hit is a word that models/evaluation/visual_synonyms.py allows. Chance
is what the words of the same cell of ten other photos hit. `--run` measures the projectors of several seeds too
(RUN/SEED.safetensors of models/training/visual_words.py). `make bench-record` keeps what is written.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from app.settings import Settings
from benchmarks.record import measured
from models.encoder.visual_words import VisualWords, read_visual_words
from models.encoder.visual_words_table import KINDS, MEASURED, WAYS
from models.engine.encoder.engine import load_encoder
from models.evaluation.archive import Archive
from models.evaluation.measure import Measure
from models.evaluation.visual_words import (
    Hits,
    LabelledPhoto,
    allowed_classes,
    allowed_words,
    by_classifier,
    by_words,
    hits,
    labelled_photos,
    said_and_right,
)


def measure(
    photos: list[LabelledPhoto], words: VisualWords, classifier: tuple[Any, Any], runs: list[VisualWords]
) -> dict[str, Any]:
    """Everything as it is written."""
    allowed, said = allowed_words(words), by_words(words)
    ways = {
        "trained": hits(photos, said, allowed),
        "classifier": hits(photos, by_classifier(classifier), allowed_classes()),
        "untrained": hits(photos, by_words(words.untrained()), allowed),
        "chance": hits(photos, said, allowed, shuffled=True),
    }
    labels = Counter("people" if label == "person" else "not_people" for photo in photos for _, label in photo.labelled)
    clear, right, _ = said_and_right(photos, words)
    return {
        "photos": len(photos),
        "cells": {"all": labels.total(), **labels},
        "ways": {way: _way(ways[way]) for way in WAYS},
        "seeds": [hits(photos, by_words(each), allowed_words(each))["all"].at_5.value for each in runs or [words]],
        "clear": float(clear.mean()),
        "clear_at_5": float(right[clear].mean()),
        "unclear_at_5": float(right[~clear].mean()) if (~clear).any() else 0.0,
    }


def _way(found: dict[str, Hits]) -> dict[str, Any]:
    return {
        "at_1": {kind: _share(found[kind].at_1) for kind in KINDS},
        "at_5": {kind: _share(found[kind].at_5) for kind in KINDS},
    }


def _share(found: Measure) -> dict[str, float]:
    return {"value": found.value, "low": found.low, "high": found.high}


def as_table(found: dict[str, Any]) -> str:
    """A line a way."""
    head = f"{'':10} {'hit@1':>7} {'hit@5':>7} {'people@5':>9} {'others@5':>9}"
    lines = [
        f"{way:10} {each['at_1']['all']['value']:7.1%} {each['at_5']['all']['value']:7.1%}"
        f" {each['at_5']['people']['value']:9.1%} {each['at_5']['not_people']['value']:9.1%}"
        for way, each in found["ways"].items()
    ]
    return "\n".join([head, *lines])


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--run", type=Path)
    args = parser.parse_args()
    engine = load_encoder(Settings().cache_dir)
    photos = labelled_photos(Archive(args.archive), engine.encode)
    runs = [read_visual_words(path, -1) for path in sorted(args.run.glob("[0-9].safetensors"))] if args.run else []
    found = measure(photos, engine.visual_words, engine.classifier, runs)
    print(as_table(found))
    print(f"{found['cells']['all']} cells of {found['photos']} photos; seeds {np.round(found['seeds'], 4)}")
    print(
        f"says something: {found['clear']:.1%}, hit@5 there {found['clear_at_5']:.1%}, else {found['unclear_at_5']:.1%}"
    )
    measured(MEASURED).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
