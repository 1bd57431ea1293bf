"""What a person sends becomes a sample: checked, looked at, and only then kept."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.attention import AttentionService
from app.photos.door import PhotoLimits
from app.photos.photo import accept_photo
from app.samples.library import Library
from app.samples.sample import Sample
from app.samples.sentence import check_sentence
from app.work.gate import InferenceGate


@dataclass(frozen=True)
class Intake:
    """The door decodes one photo at a time: a 50 megapixel one takes 200 MB on the way in."""

    library: Library
    attention: AttentionService
    door: InferenceGate
    desk: InferenceGate
    limits: PhotoLimits
    max_sentence: int

    async def new_photo(self, content: bytes, sentence: str) -> Sample:
        """A sample of a photo file and a sentence; nothing is kept when either is no good."""
        sentence = check_sentence(sentence, self.max_sentence)
        photo = await self.door.run(accept_photo, content, self.limits)
        sample = Sample(sentence, photo.id, photo.width, photo.height, photo.notes)
        await self.attention.attention(sample, photo)
        return await self.desk.run(self.library.keep, sample, photo.kept)

    async def new_sentence(self, sample_id: str, sentence: str) -> Sample:
        """A sample that shares another one's photo; that one itself when its sentence is the same."""
        sentence = check_sentence(sentence, self.max_sentence)
        known = await self.desk.run(self.library.get, sample_id)
        sample = known.with_sentence(sentence)
        await self.attention.attention(sample)
        return sample if sample is known else await self.desk.run(self.library.keep, sample)
