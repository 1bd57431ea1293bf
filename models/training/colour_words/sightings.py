"""What the shipped words' model makes of every colour in captions, and of another colour in its place; kept as a file.

python -m models.training.colour_words.sightings --data PHOTOS --graphs var/engine --split dev --photos 1000 --out WORK
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.colour.names import COLOURS, NUMBERS, colour_of
from models.colour.noun import nouns_of
from models.colour.reader import PATCH, averaged
from models.engine.attender import OnnxAttender, load_attender
from models.results import FloatArray, PhotoFeatures
from models.text.tokens import tokenise
from models.text.words import split_words
from models.training.photos import HELD_EVERY, Source, read_pixels, read_sources
from models.training.swaps import COLOURS as RIVALS

SPLITS = ("train", "dev", "coco", "held")
SEED, AT_ONCE = 0, 100  # photos after which what was found is written down


@dataclass(frozen=True)
class Sightings:
    """N colours of captions. Of each pair the first is the caption's own, the second the other colour in its place."""

    patches: NDArray[np.uint8]  # (photos, 112, 112, 3)
    photo: NDArray[np.int64]  # (N,)
    said: NDArray[np.bool_]  # (N, C), colours that any caption of the photo says
    lone: NDArray[np.bool_]  # (N,), without a noun
    colour: NDArray[np.int64]  # (N, 2)
    presence: FloatArray  # (N, 2), logits
    own: NDArray[np.float16]  # (N, 2, P), evidence of the colour's word
    noun: NDArray[np.float16]  # (N, 2, P), of its noun; 0 where it has none


def sight(attender: OnnxAttender, sources: list[Source], data: Path, rng: np.random.Generator) -> Sightings:
    """Look at every photo whose captions say colours."""
    patches, rows = list[NDArray[np.uint8]](), list[dict[str, object]]()
    for source in sources:
        said = {
            number for text in source.captions for word in split_words(text) if (number := colour_of(word)) is not None
        }
        captions = [
            (caption, nouns) for caption in source.captions if (nouns := nouns_of(caption, split_words(caption)))
        ]
        if not captions or not rivals_of(said):
            continue
        pixels = read_pixels(data, source)
        features = attender.look(pixels)
        for caption, nouns in captions:
            for pair in _pairs(attender, features, caption, nouns, rivals_of(said), rng):
                rows.append({"photo": len(patches), "said": [number in said for number in range(len(COLOURS))], **pair})
        patches.append(averaged(attender.look_inputs(pixels)["pixels"][0], PATCH))
    names = [field.name for field in fields(Sightings)][1:]
    return Sightings(np.stack(patches), *(np.asarray([row[name] for row in rows]) for name in names))


def sources_of(sources: list[Source], split: str) -> list[Source]:
    """Flickr8k's train or dev split, or COCO's training photos: `held` are those that the words' model never saw."""
    if split in ("train", "dev"):
        return [source for source in sources if source.dataset == "flickr8k" and source.split == split]
    boxed = [source for source in sources if source.dataset == "coco"]
    return [source for at, source in enumerate(boxed) if (at % HELD_EVERY == 0) == (split == "held")]


def together(parts: list[Sightings]) -> Sightings:
    """One after another."""
    first = np.cumsum([0] + [len(part.patches) for part in parts])
    joined = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Sightings)}
    joined["photo"] = np.concatenate([part.photo + start for part, start in zip(parts, first[:-1], strict=True)])
    return Sightings(**joined)


def rivals_of(said: set[int]) -> list[str]:
    """Colours to put in the place of another: those that no caption of the photo says."""
    return [name for name in RIVALS if NUMBERS[name] not in said]


def _pairs(
    attender: OnnxAttender,
    features: PhotoFeatures,
    caption: str,
    nouns: dict[int, int | None],
    rivals: list[str],
    rng: np.random.Generator,
) -> Iterator[dict[str, object]]:
    """Each colour of a caption, beside one that is not there."""
    read = tokenise(caption)
    own = attender.raw(features, read)
    for at, noun in nouns.items():
        word, rival = read.words[at], str(rng.choice(rivals))
        other = tokenise(caption[: word.start] + rival + caption[word.end :])
        if len(other.words) != len(read.words):
            continue
        both = (own, attender.raw(features, other))
        yield {
            "lone": noun is None,
            "colour": [colour_of(word), NUMBERS[rival]],
            "presence": [presence[at] for _, _, presence, _ in both],
            "own": [evidence[at].astype(np.float16) for _, evidence, _, _ in both],
            "noun": [_or_none(evidence, noun) for _, evidence, _, _ in both],
        }


def _or_none(evidence: FloatArray, noun: int | None) -> NDArray[np.float16]:
    return (np.zeros_like(evidence[0]) if noun is None else evidence[noun]).astype(np.float16)


def kept(work: Path, split: str) -> Path:
    """Where a split's are kept."""
    return work / f"sightings_{split}.npz"


def read_sightings(work: Path, split: str) -> Sightings:
    """Those that this script kept."""
    with np.load(kept(work, split)) as stored:
        return Sightings(**stored)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "graphs", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--split", choices=SPLITS, required=True)
    parser.add_argument("--photos", type=int, required=True, help="how many to look at, drawn from the split")
    args = parser.parse_args()
    sources = sources_of(read_sources(args.data), args.split)
    order = np.random.default_rng(SEED).permutation(len(sources))[: args.photos]
    # Without the colours that are to be trained.
    attender, rng, parts = load_attender(args.graphs, coloured=False), np.random.default_rng(SEED), list[Sightings]()
    args.out.mkdir(parents=True, exist_ok=True)
    for first in range(0, len(order), AT_ONCE):
        parts.append(sight(attender, [sources[int(row)] for row in order[first : first + AT_ONCE]], args.data, rng))
        found = together(parts)
        np.savez(kept(args.out, args.split), **{field.name: getattr(found, field.name) for field in fields(found)})
        print(f"{args.split}: {len(found.photo)} colours on {len(found.patches)} photos", flush=True)


if __name__ == "__main__":
    main()
