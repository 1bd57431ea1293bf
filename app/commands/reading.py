"""A photo file and a sentence, read without a server."""

from __future__ import annotations

import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from app.engines.looking import look_at
from app.photos.door import too_many_bytes
from app.photos.photo import accept_photo
from app.samples.sentence import check_sentence
from app.services import photo_limits
from app.settings import Settings
from models.attention import Attender
from models.errors import InvalidPhoto
from models.results import PhotoFeatures, Pixels, SentenceAttention

LONGEST = 200  # characters of a path in a message
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
            self._seen[path] = photo.pixels, look_at(self.attender, photo)
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return self._seen[path]


def read_photo_file(path: Path, settings: Settings) -> bytes:
    """The bytes of a photo file, or of standard input for `-`; raises InvalidPhoto."""
    try:
        if str(path) == "-":
            content = sys.stdin.buffer.read(settings.max_upload_bytes + 1)
            if len(content) > settings.max_upload_bytes:
                raise too_many_bytes(settings.max_upload_bytes)
            return content
        if path.stat().st_size > settings.max_upload_bytes:
            raise too_many_bytes(settings.max_upload_bytes)
        return path.read_bytes()
    except (OSError, ValueError) as error:  # a name with a NUL or half a surrogate pair is a ValueError
        hint = "Check its name. In a batch it counts from the batch file's folder."
        message = f"{_shown(path)} cannot be read: {getattr(error, 'strerror', None) or 'no file can have this name'}."
        raise InvalidPhoto(message, code="no_file", hint=hint, argument="image") from None


def _shown(path: Path) -> str:
    """A path for a message: nothing unprintable, and no longer than a person reads."""
    text = ascii(str(path))[1:-1] if not str(path).isprintable() else str(path)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def load_reader(settings: Settings) -> Reader:
    """A reader with the shipped models."""
    from models.engine.attender import load_attender

    return Reader(load_attender(settings.cache_dir), settings)
