"""How far the strategies' logits move when a sentence is said in another way, and when a word of it is made wrong.

    python -m benchmarks.fusion_swaps

The first measures what counts as no difference (models/fusion/preference.py): the built-in examples, each said with a
full stop, with "the" for "a", and after "a photo of", which changes nothing that is in the photo. The second counts
the three answers to the swaps that the page offers for the same photos.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from app.photos.photo import read_pixels
from app.samples.examples import EXAMPLES
from app.settings import Settings
from models.engine.fusion.engine import FusionEngine, load_fusion
from models.fusion.preference import NO_DIFFERENCE, Preference, preference
from models.fusion.swaps import swaps_of
from models.fusion_results import FusionPhoto
from models.text.words import split_words


def same_said(sentence: str) -> tuple[str, ...]:
    """The sentence in other words that mean the same."""
    definite = " ".join("the" if word == "a" else word for word in sentence.split())
    return f"{sentence}.", definite.replace("A ", "The ", 1), f"A photo of {sentence[0].lower()}{sentence[1:]}"


def differences(engine: FusionEngine, name: str, photo: FusionPhoto, own: str, others: tuple[str, ...]) -> np.ndarray:
    """Logits of the own sentence minus those of others: (N,)."""
    logits = engine.logits(name, photo, [engine.hear(each) for each in (own, *others)])
    return np.asarray(logits[0] - logits[1:])


def answers(engine: FusionEngine, name: str, photo: FusionPhoto, own: str) -> Iterator[Preference]:
    """To every swap that the page offers for a sentence."""
    swaps = tuple(each.sentence for each in swaps_of(own, split_words(own)))
    if swaps:
        yield from (preference(float(each), 0.0) for each in differences(engine, name, photo, own, swaps))


def main() -> None:
    """Measure both, print."""
    settings = Settings()
    engine = load_fusion(settings.cache_dir)
    photos = [(each.sentence, engine.look(read_pixels(each.photo.kept))) for each in EXAMPLES]
    every = []
    print(f"{'strategy':14} same meaning: median, 90 %, largest    swaps:", *Preference)
    for name in engine.names:
        same = np.abs(np.concatenate([differences(engine, name, p, own, same_said(own)) for own, p in photos]))
        given = Counter(each for own, p in photos for each in answers(engine, name, p, own))
        every.append(same)
        told = "  ".join(f"{value:5.2f}" for value in (np.median(same), np.quantile(same, 0.9), same.max()))
        print(f"{name:14} {told}", *(f"{given[each]:3}" for each in Preference))
    whole = np.concatenate(every)
    below = "  ".join(f"{share:.0%} below {np.quantile(whole, share):.2f}" for share in (0.5, 0.9, 0.95))
    print(f"{len(whole)} differences: {below}; no difference is set to {NO_DIFFERENCE}")


if __name__ == "__main__":
    main()
