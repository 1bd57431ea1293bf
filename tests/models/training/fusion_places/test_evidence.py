"""Nouns that no box places are placed by what the words' model sees, each looked for once a photo."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np

from models.results import PhotoFeatures, SentenceAttention, WordAttention, WordKind
from models.text.tokens import tokenise
from models.training.fusion_places.cache import read_shown
from models.training.fusion_places.evidence import shown_captions
from models.training.fusion_places.words import PlacedWord, placed_words

CAPTIONS = ("A man holds a red kite", "The kite flies over the grass", "A man on the grass")
BOXES = (("person", (0.0, 0.0, 0.5, 1.0)),)
FEATURES = PhotoFeatures(8, 8, (2, 2), *(np.zeros((1, 4, 2), np.float32) for _ in range(3)))


class Seeing:
    """A words' model that finds everything but grass, brightest in the cell that the caption's number says."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def look(self, pixels: np.ndarray) -> PhotoFeatures:
        raise NotImplementedError

    def read(self, features: PhotoFeatures, sentence: str) -> SentenceAttention:
        evidence = np.full((2, 2), 0.02, np.float32)
        evidence.flat[CAPTIONS.index(sentence)] = 0.04
        self.asked.append(sentence)
        words = tuple(
            WordAttention(word, 0.9, word.kind is WordKind.CONTENT and word.text != "grass", evidence[None], evidence)
            for word in tokenise(sentence).words
        )
        return SentenceAttention(8, 8, sentence, None, (2, 2), words, None, 0.5)


def shown() -> tuple[Seeing, list[tuple[PlacedWord, ...]]]:
    seeing, read = Seeing(), [tokenise(caption) for caption in CAPTIONS]
    return seeing, shown_captions(seeing, FEATURES, [(each, placed_words(each, BOXES)) for each in read])


def test_found_nouns_without_boxes_get_their_evidence() -> None:
    _, found = shown()
    assert [[word.labels for word in each] for each in found] == [[("kite",)], [("kite",)], []]
    first, second = found[0][0], found[1][0]
    assert first.evidence is not None
    assert first.evidence.tolist() == [[255, 128], [128, 128]]
    assert second.evidence is first.evidence
    for word, caption in ((first, CAPTIONS[0]), (second, CAPTIONS[1])):
        read = tokenise(caption)
        at = [each.text for each in read.words].index("kite")
        assert word.tokens == tuple(np.flatnonzero(read.pooling[at]))


def test_a_caption_without_a_new_noun_is_not_read() -> None:
    seeing, _ = shown()
    assert seeing.asked == list(CAPTIONS[:2])


def test_captions_find_their_own_evidence_and_those_not_looked_at_have_none(tmp_path: Path) -> None:
    _, found = shown()
    captions = np.array([0, 0, 0, 1, 1])
    assert read_shown(tmp_path, captions) == [()] * 5

    (tmp_path / "evidence.pkl").write_bytes(pickle.dumps({0: found}))
    again = read_shown(tmp_path, captions)
    assert [[word.labels for word in each] for each in again] == [[("kite",)], [("kite",)], [], [], []]
