"""A sample: one photo, one sentence, one link. Samples never change; a new sentence is a new sample."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from app.photos.notes import Note


def new_id() -> str:
    """An id that nobody can guess: 96 random bits."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True)
class Sample:
    """What a link stands for."""

    sentence: str
    photo_id: str
    width: int
    height: int
    notes: tuple[Note, ...] = ()
    id: str = field(default_factory=new_id)
    created: float = field(default_factory=time.time)  # seconds since 1970

    def with_sentence(self, sentence: str) -> Sample:
        """A new sample of the same photo; the same one where the sentence is the same."""
        if sentence == self.sentence:
            return self
        return Sample(sentence, self.photo_id, self.width, self.height, self.notes)
