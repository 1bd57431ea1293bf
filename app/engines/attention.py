"""Attention for the web: features of a photo once, maps of a sentence once, both kept while there is room."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.engines.looking import look_at
from app.engines.warmup import Warmup
from app.photos.photo import Photo
from app.samples.library import Library
from app.samples.sample import Sample
from app.work.cache import SharedCache
from app.work.gate import InferenceGate
from models.attention import Attender
from models.results import PhotoFeatures, SentenceAttention


class AttentionService:
    """The models behind their gates. A new sentence on a known photo runs only the text stream and the fusion: some
    milliseconds, which do not wait behind whole photos.
    """

    def __init__(
        self, warmup: Warmup, gate: InferenceGate, reading: InferenceGate, library: Library, cache_bytes: int
    ) -> None:
        self._warmup = warmup
        self._gate, self._reading = gate, reading
        self._library = library
        self._features = SharedCache[PhotoFeatures](cache_bytes * 3 // 4, _features_bytes)
        self._attention = SharedCache[SentenceAttention](cache_bytes // 4, _attention_bytes)

    @property
    def gates(self) -> dict[str, InferenceGate]:
        """Its own, by name, for who counts."""
        return {"reading": self._reading}

    @property
    def caches(self) -> dict[str, SharedCache[Any]]:
        """By name, for who counts."""
        return {"features": self._features, "attention": self._attention}

    async def features(self, sample: Sample, photo: Photo | None = None) -> PhotoFeatures:
        """What the CNN stream keeps of a sample's photo; `photo` where it is not in the library yet."""

        async def compute() -> PhotoFeatures:
            attender = await self._warmup.attender()
            seen = self._warmup.seen.get(sample.photo_id)
            return await self._gate.run(self._look, attender, sample, photo) if seen is None else seen

        return await self._features.get(sample.photo_id, compute)

    async def attention(self, sample: Sample, photo: Photo | None = None) -> SentenceAttention:
        """Where each word of a sample's sentence looks in its photo."""

        async def compute() -> SentenceAttention:
            features = await self.features(sample, photo)
            attender = await self._warmup.attender()
            return await self._reading.run(attender.read, features, sample.sentence)

        return await self._attention.get(f"{sample.photo_id}\n{sample.sentence}", compute)

    async def attender(self) -> Attender:
        """The warm models themselves, for work on changed photos."""
        return await self._warmup.attender()

    def _look(self, attender: Attender, sample: Sample, photo: Photo | None) -> PhotoFeatures:
        photo = photo or Photo(self._library.photo(sample.photo_id), sample.width, sample.height)
        return look_at(attender, photo)


def _features_bytes(features: PhotoFeatures) -> int:
    return sum(each.nbytes for each in vars(features).values() if isinstance(each, np.ndarray))


def _attention_bytes(attention: SentenceAttention) -> int:
    return 1000 + sum(word.attention.nbytes + word.evidence.nbytes for word in attention.words)
