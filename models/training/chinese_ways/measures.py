"""A way on Flickr8k's dev split: people's captions above those of the next photo, and nouns said of a photo or not.

Every caption is read on its own photo and on the photo before, of which it says nothing; so its words there are absent,
unless one of that photo's ten Chinese captions holds the word, or one of its five English ones what the word means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from models.engine.attender import Calibration
from models.evaluation.measure import Measure, Tally, area
from models.fusion.cross_attention import CrossAttention
from models.results import FloatArray, Word
from models.text.chinese.lexicon import lexicon
from models.text.chinese.segment import NAMES
from models.text.chinese.simplified import simplified
from models.training.chinese_material import content_words
from models.training.chinese_ways.lessons import Caption
from models.training.chinese_ways.photos import Looks
from models.training.chinese_ways.ways import Way
from models.training.chinese_words import root


@dataclass(frozen=True)
class DevSplit:
    """Photos with people's captions to read, and all that is said of each."""

    looks: Looks
    captions: tuple[tuple[Caption, ...], ...]  # those that are read, of each photo
    chinese: tuple[str, ...]  # all Chinese captions of each photo, one text
    english: tuple[frozenset[str], ...]  # roots of the words of its English ones

    def says(self, photo: int, word: Word) -> bool:
        """Whether any caption of a photo says a word."""
        meant = {root(part) for part in word.read_as.split()}
        return simplified(word.text) in self.chinese[photo] or bool(meant & self.english[photo])


def english_roots(captions: Sequence[str]) -> frozenset[str]:
    """Roots of the content words of a photo's English captions."""
    return frozenset(root(word) for text in captions for word in content_words(text))


def is_noun(word: Word) -> bool:
    """Whether a word names a kind of thing: not an action, not a quality, not somebody's name."""
    known = lexicon().get(simplified(word.text))
    return known is not None and known.tag.startswith("n") and not known.tag.startswith(NAMES)


@dataclass
class Tallies:
    """What one way did, trial by trial in the same order for every way."""

    above: Tally = field(default_factory=Tally)  # own caption above the next photo's
    judged: Tally = field(default_factory=Tally)  # the match on the right side of a half, own and next alike
    accepted: Tally = field(default_factory=Tally)  # nouns on their photo, at the shipped threshold
    refused: Tally = field(default_factory=Tally)  # absent ones
    right: Tally = field(default_factory=Tally)  # scores of the first
    absent: Tally = field(default_factory=Tally)  # and of the second
    known: Tally = field(default_factory=Tally)  # nouns that the way has something to say of

    SHARES = ("above", "judged", "accepted", "refused", "known")

    def measures(self) -> dict[str, Measure]:
        """Every share, and the area under the ROC curve of right above absent nouns."""
        found = {name: getattr(self, name).mean() for name in self.SHARES if getattr(self, name).values}
        return found | ({"separation": area(self.right, self.absent)} if self.absent.values else {})


@torch.inference_mode()
def measure(way: Way, split: DevSplit, fusion: CrossAttention, calibration: Calibration) -> Tallies:
    """All captions of the split by one way."""
    read = [way.states(own) for own in split.captions]
    found, count = Tallies(), len(split.captions)
    for photo, name in enumerate(split.looks.names):
        other = (photo + 1) % count
        captions = (*split.captions[photo], *split.captions[other])
        presence, gates = _presence(fusion, [*read[photo], *read[other]], split.looks, photo)
        scores = [
            _word_scores(way, caption, rows, calibration) for caption, rows in zip(captions, presence, strict=True)
        ]
        matches = [
            _match(way, caption, rows, gate, calibration)
            for caption, rows, gate in zip(captions, presence, gates, strict=True)
        ]
        own = len(split.captions[photo])
        for mine, theirs in zip(matches[:own], matches[own:], strict=False):
            found.above.add(name, mine > theirs)
        for place, match in enumerate(matches):
            found.judged.add(name, (match >= 0.5) == (place < own))
        for place, (caption, values) in enumerate(zip(captions, scores, strict=True)):
            _nouns(found, split, way, photo, caption, values, calibration.threshold, place < own)
    return found


def _nouns(
    found: Tallies,
    split: DevSplit,
    way: Way,
    photo: int,
    caption: Caption,
    values: list[float],
    threshold: float,
    own: bool,
) -> None:
    """The nouns of a caption on its own photo, or on one that lacks them."""
    name = split.looks.names[photo]
    for word, value in zip(caption.words, values, strict=True):
        if not is_noun(word):
            continue
        if own:
            found.right.add(name, value)
            found.accepted.add(name, value >= threshold)
            found.known.add(name, way.knows(word))
        elif not split.says(photo, word):
            found.absent.add(name, value)
            found.refused.add(name, value < threshold)


def _presence(
    fusion: CrossAttention, states: Sequence[FloatArray], looks: Looks, photo: int
) -> tuple[list[FloatArray], list[FloatArray]]:
    """Presence logits and gates of every caption's words on one photo."""
    flat = torch.from_numpy(np.concatenate(states))
    words, means = fusion.text(flat), fusion.classes(flat)
    keys, values, classes = (
        torch.from_numpy(np.asarray(held[photo], np.float32)) for held in (looks.keys, looks.values, looks.classes)
    )
    presence = fusion.score(words, means, keys, values, classes).numpy()
    ends = np.cumsum([len(rows) for rows in states])[:-1]
    return np.split(presence, ends), np.split(words.gates.numpy(), ends)


def _word_scores(way: Way, caption: Caption, presence: FloatArray, calibration: Calibration) -> list[float]:
    """0 for a word that the way knows nothing of, as the page shows it."""
    return [
        calibration.word_score(float(logit)) if way.knows(word) else 0.0
        for word, logit in zip(caption.words, presence, strict=True)
    ]


def votes_of(way: Way, caption: Caption) -> list[bool]:
    """Which words the sentence's match counts."""
    return [way.knows(word) and not word.negated for word in caption.words]


def _match(way: Way, caption: Caption, presence: FloatArray, gates: FloatArray, calibration: Calibration) -> float:
    """The gated mean over the words that vote; 0 where none does."""
    votes = np.array(votes_of(way, caption))
    if not votes.any():
        return 0.0
    weights = np.exp(gates[votes] - gates[votes].max())
    return calibration.match(float((weights * presence[votes]).sum() / weights.sum()))


def difference(one: Tallies, other: Tallies, name: str) -> Measure:
    """A share of one way less that of another, trial by trial, with its interval over photos."""
    own, theirs = getattr(one, name), getattr(other, name)
    paired = Tally()
    for photo, mine, yours in zip(own.photos, own.values, theirs.values, strict=True):
        paired.add(photo, mine - yours)
    return paired.mean()


def differences(tallies: Mapping[str, Tallies], shipped: str) -> dict[str, dict[str, Measure]]:
    """Every other way less the shipped one."""
    names = ("above", "judged", "accepted", "refused")
    return {
        way: {name: difference(found, tallies[shipped], name) for name in names}
        for way, found in tallies.items()
        if way != shipped and len(found.accepted.values) == len(tallies[shipped].accepted.values)
    }
