"""A photo file and a sentence, read without a server."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from app.photos.door import too_many_bytes
from app.photos.photo import accept_photo
from app.samples.sentence import check_sentence
from app.services import photo_limits
from app.settings import Settings
from models.attention import Attender
from models.errors import InvalidPhoto
from models.results import PhotoFeatures, Pixels, SentenceAttention

KEPT = 8  # photos that a reader remembers: a batch often has several sentences for one


@dataclass(frozen=True)
class Reading:
    """The photo as the models saw it, and what they made of it."""

    pixels: Pixels
    attention: SentenceAttention


@dataclass(frozen=True)
class Reader:
    """The same door and the same models as the server's, called one after the other."""

    attender: Attender
    settings: Settings
    _seen: OrderedDict[Path, tuple[Pixels, PhotoFeatures]] = field(default_factory=OrderedDict)

    def read(self, path: Path, sentence: str) -> Reading:
        """Where each word looks; raises InvalidPhoto or InvalidSentence."""
        check_sentence(sentence, self.settings.max_sentence)
        pixels, features = self._look(path)
        return Reading(pixels, self.attender.read(features, sentence))

    def _look(self, path: Path) -> tuple[Pixels, PhotoFeatures]:
        if path not in self._seen:
            photo = accept_photo(read_photo_file(path, self.settings), photo_limits(self.settings))
            self._seen[path] = photo.pixels, self.attender.look(photo.pixels)
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return self._seen[path]


def read_photo_file(path: Path, settings: Settings) -> bytes:
    """The bytes of a photo file; raises InvalidPhoto."""
    try:
        if path.stat().st_size > settings.max_upload_bytes:
            raise too_many_bytes(settings.max_upload_bytes)
        return path.read_bytes()
    except OSError as error:
        hint = "Check its name. In a batch it counts from the batch file's folder."
        message = f"{path} cannot be read: {error.strerror}."
        raise InvalidPhoto(message, code="no_file", hint=hint, argument="image") from None


def load_reader(settings: Settings) -> Reader:
    """A reader with the shipped models."""
    from models.engine.attender import load_attender

    return Reader(load_attender(settings.cache_dir), settings)
