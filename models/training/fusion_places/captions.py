"""What the frozen text stream makes of the captions of every photo in the cache, and which of their words have places.

    python -m models.training.fusion_places.captions --cache CACHE [--each 5]

After models.training.fusion_places.maps. Of a photo with boxes come the captions first that say most of what has boxes;
of a photo that is only measured on, its first caption alone. Where no caption says of something that it is there, a
list of such things ("a bowl, a cup and a chair") is one more caption, which places but never matches. Writes
CACHE/depthN.npy (tokens, 384), CACHE/index.npz and CACHE/words.pkl.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np

from models.class_names import coco_names
from models.text.tokens import TokenisedSentence, tokenise
from models.training.fusion_data import write_states
from models.training.fusion_places.photos import DEV, TEST, TRAIN
from models.training.fusion_places.words import PlacedWord, placed_words
from models.training.photos import Source

LISTED, SMALLEST = 3, 0.01  # things of a list at most; the least share of the photo that a box of one of them covers


def unsaid(source: Source, said: list[tuple[PlacedWord, ...]]) -> str:
    """What has boxes and is in no caption, the largest first, as a list in words; empty if there is nothing."""
    named = {label for words in said for word in words for label in word.labels}
    areas = dict[str, float]()
    for label, (left, top, right, bottom) in source.objects:
        if label in coco_names() and label not in named:
            areas[label] = max(areas.get(label, 0.0), (right - left) * (bottom - top))
    large = [label for label in sorted(areas, key=lambda each: -areas[each]) if areas[label] >= SMALLEST][:LISTED]
    *first, last = [f"{'an' if label[0] in 'aeiou' else 'a'} {label}" for label in large] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def chosen_captions(source: Source, role: str, each: int) -> list[tuple[TokenisedSentence, tuple[PlacedWord, ...]]]:
    """Captions of one photo that are kept."""
    if role in (DEV, TEST):
        return [(tokenise(source.captions[0]), ())]
    read = [tokenise(caption) for caption in source.captions]
    found = [(sentence, placed_words(sentence, source.objects)) for sentence in read]
    found = sorted(found, key=lambda one: -len(one[1]))[:each]
    listed = unsaid(source, [words for _, words in found]) if role == TRAIN else ""
    read_list = [tokenise(listed)] if listed else []
    return found + [(sentence, placed_words(sentence, source.objects)) for sentence in read_list]


def main() -> None:
    """Every caption that is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--each", type=int, default=5)
    arguments = parser.parse_args()
    sources, roles = pickle.loads((arguments.cache / "photos.pkl").read_bytes())
    kept = [
        (photo, *found)
        for photo, (source, role) in enumerate(zip(sources, roles, strict=True))
        for found in chosen_captions(source, role, arguments.each)
    ]
    first, vectors = write_states([sentence for _, sentence, _ in kept], arguments.cache)
    (arguments.cache / "words.pkl").write_bytes(pickle.dumps([words for _, _, words in kept]))
    np.savez(
        arguments.cache / "index.npz",
        photo_rows=np.stack([np.arange(len(sources))] * 2, 1),  # mirrored copies are turned when they are read
        split=np.array(roles),
        caption_photo=np.array([photo for photo, _, _ in kept]),
        listed=np.array([sentence.sentence not in sources[photo].captions for photo, sentence, _ in kept]),
        first=first,
        vectors=vectors,
    )
    words = sum(len(each) for _, _, each in kept)
    print(f"{len(kept)} captions of {len(sources)} photos, {words} words with places", flush=True)


if __name__ == "__main__":
    main()
