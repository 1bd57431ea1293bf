"""Attention for the web: features of a photo once, maps of a sentence once, both kept while there is room."""

from __future__ import annotations

from app.engines.warmup import Warmup
from app.photos.photo import Photo, read_pixels
from app.samples.library import Library
from app.samples.sample import Sample
from app.work.cache import SharedCache
from app.work.gate import InferenceGate
from models.attention import Attender
from models.results import PhotoFeatures, SentenceAttention


class AttentionService:
    """The models behind the gate. A new sentence on a known photo runs only the text stream and the fusion."""

    def __init__(self, warmup: Warmup, gate: InferenceGate, library: Library, cache_bytes: int) -> None:
        self._warmup = warmup
        self._gate = gate
        self._library = library
        self._features = SharedCache[PhotoFeatures](cache_bytes * 3 // 4, _features_bytes)
        self._attention = SharedCache[SentenceAttention](cache_bytes // 4, _attention_bytes)

    async def features(self, photo_id: str, photo: Photo | None = None) -> PhotoFeatures:
        """What the CNN stream keeps of a photo; `photo` where it is not in the library yet."""

        async def compute() -> PhotoFeatures:
            return await self._gate.run(self._look, await self._warmup.attender(), photo_id, photo)

        return await self._features.get(photo_id, compute)

    async def attention(self, sample: Sample, photo: Photo | None = None) -> SentenceAttention:
        """Where each word of a sample's sentence looks in its photo."""

        async def compute() -> SentenceAttention:
            features = await self.features(sample.photo_id, photo)
            attender = await self._warmup.attender()
            return await self._gate.run(attender.read, features, sample.sentence)

        return await self._attention.get(f"{sample.photo_id}\n{sample.sentence}", compute)

    async def attender(self) -> Attender:
        """The warm models themselves, for work on changed photos."""
        return await self._warmup.attender()

    def _look(self, attender: Attender, photo_id: str, photo: Photo | None) -> PhotoFeatures:
        return attender.look(photo.pixels if photo else read_pixels(self._library.photo(photo_id)))


def _features_bytes(features: PhotoFeatures) -> int:
    return features.keys.nbytes + features.values.nbytes


def _attention_bytes(attention: SentenceAttention) -> int:
    return 1000 + sum(word.attention.nbytes + word.evidence.nbytes for word in attention.words)
