"""A colour or an action of a caption swapped for one that is not there: the true word should score above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from models.evaluation.measure import Row, Tally, row
from models.evaluation.readings import Readings, Span, found, score_of
from models.evaluation.swap_words import ACTIONS, COLOURS, NOT_A_COLOUR, OF_ANOTHER_PHOTO, SAME
from models.results import WordAttention

KINDS = {"colour": COLOURS, "action": ACTIONS}
WORD = re.compile(r"[a-z]+", re.IGNORECASE)
MOST = 12  # words put in the place of one: all colours. A single one drawn for each gave 83 to 91 % by the draw alone


def measure_swaps(readings: Readings, seed: int) -> list[Row]:
    """Per kind: true word scored above those put in its place, and which of them the page would call found."""
    measured = []
    for kind, words in KINDS.items():
        above, true_found, still = Tally(), Tally(), Tally()
        rng = np.random.default_rng(seed)
        for image, photo in readings.archive.photos.items():
            for sentence, span, rivals in swappable(photo["captions"], words):
                true = readings.words(image, sentence, span)
                others = [
                    _in_its_place(readings, image, sentence, span, str(each)) for each in rng.permutation(rivals)[:MOST]
                ]
                own = score_of(true)
                above.add(image, float(np.mean([own > score_of(other) for other in others])))
                true_found.add(image, found(true))
                still.add(image, float(np.mean([found(other) for other in others])))
        if above.values:
            tallies = {"above": above, "true_found": true_found, "still_found": still}
            measured += [row(f"{kind}_{name}", tally) for name, tally in tallies.items()]
    return measured


def _in_its_place(readings: Readings, image: str, sentence: str, span: Span, other: str) -> list[WordAttention]:
    start, end = span
    return readings.words(image, sentence[:start] + other + sentence[end:], (start, start + len(other)))


def swappable(captions: Sequence[str], words: Sequence[str]) -> Iterator[tuple[str, Span, list[str]]]:
    """(caption, span, words that no caption of the photo says) of each of `words` in the captions."""
    said = {match.group().lower() for caption in captions for match in WORD.finditer(caption)}
    near = {other for group in SAME if said & {*group} for other in group}
    rivals = [word for word in words if word not in said | near]
    unasked = OF_ANOTHER_PHOTO + (NOT_A_COLOUR if words is COLOURS else ())
    for caption in captions:
        if any(phrase in caption.lower() for phrase in unasked):
            continue
        for match in WORD.finditer(caption):
            if match.group().lower() in words and rivals:
                yield caption, match.span(), rivals
