"""Every sentence whose words training reads.

Captions, names in templates, pairs of things, exchanged words, nonsense.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.class_names import coco_names
from models.results import WordKind
from models.training import textbank
from models.training.absent_words import absent_sentences
from models.training.photos import Picture, Source
from models.training.statements import Names
from models.training.swaps import Swap, Swapper
from models.training.textbank import TextBank

PAIRS = 2600  # of 6,320 ordered pairs of COCO's classes


@dataclass(frozen=True)
class SwapRows:
    """Word rows of the text bank: the true word and the wrong one in its place."""

    kind: str
    true: int
    wrong: int


@dataclass(frozen=True)
class Drawn:
    """How much of each photo is read."""

    captions: int = 3
    exchanges: int = 1  # of each kind


@dataclass(frozen=True)
class Sentences:
    """The text bank, and where in it the special sentences are."""

    bank: TextBank
    pairs: dict[tuple[str, str], tuple[int, int]]  # labels A, B -> the last words of A and B in "a A and a B"
    swaps: dict[int, tuple[SwapRows, ...]]  # of each source
    absent: tuple[int, ...]  # words that are in no picture
    drawn: Drawn = Drawn()


def row_at(bank: TextBank, sentence: str, start: int) -> int:
    """The row of the content word that begins at `start`; -1 when there is none."""
    number = bank.index[sentence]
    for place, word in enumerate(bank.words[number]):
        if word.start == start and word.kind is WordKind.CONTENT:
            return int(bank.first[number]) + place
    return -1


def pair_sentences(seed: int) -> dict[tuple[str, str], str]:
    """Pairs of classes as people write them."""
    names = coco_names()
    rng = np.random.default_rng(seed)
    ordered = [(a, b) for a in names for b in names if a != b]
    chosen = [ordered[i] for i in rng.permutation(len(ordered))[:PAIRS]]
    chosen += [pair for pair in ordered if "person" in pair or {"dog", "cat"} & set(pair)]
    return {(a, b): f"a {a} and a {b}" for a, b in dict.fromkeys(chosen)}


def draw_swaps(sources: list[Source], rows: list[int], seed: int, drawn: Drawn = Drawn()) -> dict[int, list[Swap]]:
    """So many times one exchanged colour and two exchanged actions of each photo where its kept captions have them;
    each time from another caption on.
    """
    everything = [caption for i in rows for caption in sources[i].captions]
    swapper = Swapper(everything, seed)
    found = {}
    for i in rows:
        source = sources[i]
        made = []
        for turn in range(drawn.exchanges):
            first = turn % len(source.captions)
            texts = source.captions[first:] + source.captions[:first]
            for kind, some in (("colour", texts), ("action", texts[:1]), ("action", texts[1:])):
                for caption in some[: drawn.captions]:
                    swap = swapper.swap(kind, caption, source.captions)
                    if swap is not None:
                        made.append(swap)
                        break
        found[i] = list(dict.fromkeys(made))
    return found


def build(
    sources: list[Source], pictures: list[Picture], names: Names, seed: int = 0, drawn: Drawn = Drawn()
) -> Sentences:
    """Run the text stream over all of it."""
    used = sorted({part.source for picture in pictures for part in picture.parts})
    flickr = [i for i in used if sources[i].dataset == "flickr8k"]
    swaps = draw_swaps(sources, flickr, seed, drawn)
    pairs = pair_sentences(seed)
    said = {word for i in used for caption in sources[i].captions for word in caption.lower().split()}
    absent = [(text, word) for text, word in absent_sentences(seed) if word not in said]
    kept = [
        caption
        for i in used
        for caption in sources[i].captions[: drawn.captions if sources[i].split not in ("dev", "test") else 1]
    ]
    exchanged = [text for i in flickr for swap in swaps[i] for text in (swap.caption, swap.swapped)]
    texts = [*kept, *names.texts(), *pairs.values(), *exchanged, *(text for text, _ in absent)]
    bank = textbank.build(list(dict.fromkeys(texts)))
    return Sentences(
        bank,
        {
            (a, b): (
                row_at(bank, text, 2 + a.rfind(" ") + 1),
                row_at(bank, text, len(f"a {a} and a ") + b.rfind(" ") + 1),
            )
            for (a, b), text in pairs.items()
        },
        {i: tuple(swap_rows(bank, swap) for swap in swaps[i]) for i in flickr},
        tuple(row for text, word in absent if (row := row_at(bank, text, text.index(word))) >= 0),
        drawn,
    )


def agreeing(read: Sentences, asked: Drawn | None) -> Sentences:
    """What was kept, if it is what is asked for (None: whatever it is); raises ValueError if it is not."""
    if asked is not None and read.drawn != asked:
        raise ValueError(f"The cache keeps sentences for {read.drawn}, not for {asked}; give each its own cache.")
    return read


def swap_rows(bank: TextBank, swap: Swap) -> SwapRows:
    """An exchange as rows."""
    return SwapRows(swap.kind, row_at(bank, swap.caption, swap.start), row_at(bank, swap.swapped, swap.start))
