"""The attender on an archive's photos: each photo is looked at once, however many sentences are read against it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from models.attention import Attender
from models.evaluation.archive import Archive
from models.results import FloatArray, PhotoFeatures, Pixels, SentenceAttention, WordAttention

Span = tuple[int, int]
SKIMAGE = "skimage:"  # a photo that comes with scikit-image
KEPT = 256  # sentences whose maps are kept: 0.2 MB each


class Readings:
    """Sentences read against the photos of an archive."""

    def __init__(self, archive: Archive, attender: Attender) -> None:
        self.archive, self.attender = archive, attender
        self._features: dict[str, PhotoFeatures] = {}
        self.read = lru_cache(KEPT)(self._read)

    def share(self, other: Readings) -> None:
        """Look at no photo again that another of the same archive has looked at, and the other way round."""
        self._features = other._features

    def features(self, image: str) -> PhotoFeatures:
        """What the attender keeps of a photo."""
        if image not in self._features:
            self._features[image] = self.attender.look(self.pixels(image))
        return self._features[image]

    def has(self, image: str) -> bool:
        """Whether a photo is there: of the archive, or one of scikit-image's (`skimage:NAME`)."""
        return image.startswith(SKIMAGE) or image in self.archive.photos

    def pixels(self, image: str) -> Pixels:
        """A photo's pixels (H, W, 3)."""
        return skimage_photo(image.removeprefix(SKIMAGE)) if image.startswith(SKIMAGE) else self.archive.pixels(image)

    def _read(self, image: str, sentence: str) -> SentenceAttention:
        return self.attender.read(self.features(image), sentence)

    def words(self, image: str, sentence: str, span: Span) -> list[WordAttention]:
        """The words that a span of the sentence touches ("fire hydrant" is two)."""
        return words_in(self.read(image, sentence), span)


def skimage_photo(name: str) -> Pixels:
    """A photo that comes with scikit-image, as RGB."""
    from skimage import data

    pixels: Pixels = data.stereo_motorcycle()[0] if name == "motorcycle" else getattr(data, name)()
    return np.repeat(pixels[..., None], 3, axis=-1) if pixels.ndim == 2 else pixels


def words_in(result: SentenceAttention, span: Span) -> list[WordAttention]:
    """The words that a span of the sentence touches."""
    return [word for word in result.words if word.word.start < span[1] and word.word.end > span[0]]


def evidence_of(words: Sequence[WordAttention]) -> FloatArray:
    """Mean evidence map of some words (rows, cols)."""
    return np.mean([word.evidence for word in words], axis=0, dtype=np.float32)


def score_of(words: Sequence[WordAttention]) -> float:
    """Mean score of some words."""
    return float(np.mean([word.score for word in words]))


def found(words: Sequence[WordAttention]) -> bool:
    """Whether the page would call one of the words found."""
    return any(word.found for word in words)


def spelled(text: str, part: str) -> Span:
    """Where a part stands in a sentence that holds it, at its last occurrence."""
    start = text.rindex(part)
    return start, start + len(part)
