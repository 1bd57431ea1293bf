"""What the shipped strategies notice, what place codes are worth to them, and what pointing is without looking.

    python -m benchmarks.fusion_lessons DATA [--pairs 150] [--swaps 40] [--words 4]

DATA holds eval_dev.tar and train_real.tar (whose test split was never trained on). Three lessons for the page:

- who notices: captions of eval_dev with a thing, colour, count or relation made wrong, or two colours or two things
  exchanged, and which of the three answers each strategy gives (models/fusion/lesson_swaps.py, preference.py);
- flattening: match and pointing with the place codes as trained, shuffled, and left out (place_codes.py);
- pointing without looking: a random cell, the centre; and multi_scale's scales one by one.

`make bench-record` keeps what was measured.
"""

from __future__ import annotations

import argparse
import json
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.settings import Settings
from benchmarks.record import measured
from models.engine.fusion.engine import FusionEngine, load_fusion
from models.errors import InvalidSentence
from models.evaluation.archive import Archive, Trial
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.lesson_swaps import LessonSwap, Span, SwapKind, lesson_swaps
from models.fusion.lessons import LESSONS
from models.fusion.place_codes import PlaceOrder
from models.fusion.preference import Preference, preference
from models.fusion.reading import scale_maps
from models.fusion_results import FusionPhoto, FusionSentence
from models.pointing import points_inside
from models.results import FloatArray

ATTENDING = [name for name, shape in STRATEGY_SHAPES.items() if shape.attention]
Photos = dict[str, FusionPhoto]
Measured = dict[str, Any]
Asked = tuple[Trial, FusionSentence]  # a caption word, and its caption as the text stream reads it
Pair = tuple[FusionPhoto, FusionSentence]


def word_map(maps: FloatArray, heard: FusionSentence, trial: Trial) -> FloatArray:
    """The mean map of the words that a trial's span touches."""
    touched = [i for i, w in enumerate(heard.words) if w.start < trial.span[1] and w.end > trial.span[0]]
    return np.asarray(maps[touched].mean(0), np.float32)


def pointing(engine: FusionEngine, name: str, photos: Photos, trials: list[Asked], order: PlaceOrder) -> float:
    """Share of caption words whose map is brightest inside a box, per cent."""
    hits = []
    for trial, heard in trials:
        reading = engine.read(name, photos[trial.image], heard, order)
        assert reading.maps is not None
        hits.append(points_inside(word_map(reading.maps, heard, trial), trial.boxes))
    return 100 * float(np.mean(hits))


def by_scale(engine: FusionEngine, photos: Photos, trials: list[Asked]) -> dict[str, float]:
    """The same for each scale of multi_scale by itself."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for trial, heard in trials:
        for scale, maps in scale_maps(engine.read("multi_scale", photos[trial.image], heard), heard.pooling):
            hits[scale].append(points_inside(word_map(maps, heard, trial), trial.boxes))
    return {scale: 100 * float(np.mean(found)) for scale, found in hits.items()}


def unseen_pairs(data: Path, engine: FusionEngine, most: int) -> list[Pair]:
    """Photos of Flickr8k's test split with their first caption."""
    found = []
    with tarfile.open(data / "train_real.tar") as archive:
        rows = json.load(archive.extractfile("train_real/captions.json"))  # type: ignore[arg-type]
        wanted = {row["image"]: row["captions"][0] for row in rows if row["split"] == "test"}
        wanted = dict(list(wanted.items())[:most])
        for member in archive:
            caption = wanted.get(Path(member.name).name)
            opened = archive.extractfile(member) if caption else None
            if caption and opened:
                pixels = np.asarray(Image.open(BytesIO(opened.read())).convert("RGB"))
                found.append((engine.look(pixels), engine.hear(caption)))
    return found


def matching(engine: FusionEngine, name: str, pairs: list[Pair], order: PlaceOrder) -> float:
    """Share of photos whose own caption scores above the next photo's, per cent."""
    above = []
    for place, (photo, heard) in enumerate(pairs):
        right, wrong = engine.logits(name, photo, [heard, pairs[(place + 1) % len(pairs)][1]], order)
        above.append(right > wrong)
    return 100 * float(np.mean(above))


def thing_spans(archive: Archive, image: str, captions: list[str]) -> list[tuple[Span, Span]]:
    """Per caption, two of its words that name things of different kinds."""
    spans: dict[int, dict[str, Span]] = defaultdict(dict)
    for pair in archive.pairs:
        if pair["image"] == image:
            spans[pair["caption_index"]].setdefault(pair["label"], (pair["span"][0], pair["span"][1]))
    nothing = (0, 0)
    return [
        (two[0], two[1]) if len(two := list(spans[index].values())[:2]) == 2 else (nothing, nothing)
        for index in range(len(captions))
    ]


def all_swaps(archive: Archive, most: int) -> Iterator[tuple[str, LessonSwap]]:
    """(photo, swap) of the archive's captions, at most so many of a kind, one of a kind a photo."""
    given: dict[SwapKind, int] = defaultdict(int)
    for image, photo in archive.photos.items():
        captions, used = photo["captions"], set()
        for swap in lesson_swaps(captions, thing_spans(archive, image, captions)):
            if swap.kind not in used and given[swap.kind] < most:
                used.add(swap.kind)
                given[swap.kind] += 1
                yield image, swap


def noticed(engine: FusionEngine, photos: Photos, swaps: list[tuple[str, LessonSwap]]) -> Measured:
    """Every strategy's answers, by kind."""
    found: Measured = {
        name: {kind.value: {each.value: 0 for each in Preference} for kind in SwapKind} for name in engine.names
    }
    for image, swap in swaps:
        try:
            heard = [engine.hear(swap.sentence), engine.hear(swap.other)]
        except InvalidSentence:
            continue
        for name in engine.names:
            true, wrong = engine.logits(name, photos[image], heard)
            found[name][swap.kind.value][preference(float(true), float(wrong)).value] += 1
    return found


def main() -> None:
    """Measure all, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pairs", type=int, default=150)
    parser.add_argument("--swaps", type=int, default=40)
    parser.add_argument("--words", type=int, default=4, help="every so many caption words, for the place codes")
    arguments = parser.parse_args()
    settings = Settings()
    engine = load_fusion(settings.cache_dir)
    archive = Archive(arguments.data / "eval_dev.tar")
    photos = {image: engine.look(archive.pixels(image)) for image in archive.photos}
    trials, swaps = list(archive.trials()), list(all_swaps(archive, arguments.swaps))
    sentences = {text: engine.hear(text) for text in {trial.sentence for trial in trials}}
    asked = [(trial, sentences[trial.sentence]) for trial in trials]
    found: Measured = {"scales": by_scale(engine, photos, asked)}
    print(json.dumps(found), flush=True)
    found["noticed"] = noticed(engine, photos, swaps)
    print(json.dumps(found["noticed"]), flush=True)
    pairs = unseen_pairs(arguments.data, engine, arguments.pairs)
    found |= {"pairs": len(pairs), "place_words": len(asked[:: arguments.words]), "places": {}}
    for name in ATTENDING:
        found["places"][name] = {
            order.value: {
                "accuracy": matching(engine, name, pairs, order),
                "pointing": pointing(engine, name, photos, asked[:: arguments.words], order),
            }
            for order in PlaceOrder
        }
        print(name, json.dumps(found["places"][name]), flush=True)
    measured(LESSONS).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
