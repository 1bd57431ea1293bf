"""Samples in Redis, for several machines: the same bounds, ages and erasing as the store in a file (store.py)."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import redis
from redis.exceptions import ConnectionError as NotReached
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError
from redis.exceptions import TimeoutError as NoAnswer

from app.samples.kept_results import OF_ONE_PHOTO
from app.samples.redis_files import RedisFiles
from app.samples.redis_scripts import ADD, DELETE, KEEP_RESULT, PRUNE
from app.samples.sample import Sample
from app.samples.store import StoreLimits, no_such_photo, no_such_sample, read_notes, written_notes
from app.samples.store_clock import StoreClock
from models.errors import BrokenInstall, Busy, FoveaError

logger = logging.getLogger("fovea")
PREFIX = "fovea:"
PATIENCE = 10.0  # seconds for an answer of Redis
NO_PHOTO = -1


class RedisStore:
    """Any number of processes on any number of machines share one; a killed one leaves whole samples only."""

    def __init__(self, url: str, limits: StoreLimits | None = None) -> None:
        self._limits = limits or StoreLimits()
        self._clock = StoreClock()
        with telling(opening=True):
            redis_client = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
            self._redis = cast(Any, redis_client)  # its types are those of both its clients, awaited and not
            scripts = map(self._redis.register_script, (ADD, DELETE, PRUNE, KEEP_RESULT))
            self._add, self._delete, self._prune, self._keep_result = scripts
            self._files = RedisFiles(self._redis)
            self.secret = self._secret()

    def close(self) -> None:
        """Give the connections back."""
        self._redis.close()

    def add(self, sample: Sample, encoded: bytes | None = None) -> Sample:
        """Keep a sample; without `encoded` its photo must be there already. What is too old or too much goes."""
        row = json.dumps(_row_of(sample), ensure_ascii=False)
        photo = (0, b"") if encoded is None else (1, encoded)
        with telling():
            gone = self._add([PREFIX], [sample.id, row, sample.photo_id, repr(sample.created), *photo, *self._bounds()])
        if gone == NO_PHOTO:
            raise no_such_photo()
        if gone:
            self._files.erased_soon()
        return sample

    def get(self, sample_id: str) -> Sample:
        """The sample with this id; NotFound when there is none (any more)."""
        with telling():
            row = self._redis.get(f"{PREFIX}sample:{sample_id}")
        sample = _sample_of(sample_id, json.loads(row)) if row else None
        if sample is None or sample.created < time.time() - self._limits.age_seconds:
            raise no_such_sample()
        return sample

    def photo(self, photo_id: str) -> bytes:
        """The bytes of a photo that at least one sample shows, JPEG or WebP."""
        with telling():
            found = self._redis.get(f"{PREFIX}photo:{photo_id}")
        if found is None:
            raise no_such_photo()
        return bytes(found)

    def delete(self, sample_id: str) -> None:
        """Forget a sample, and its photo with the last sample that shows it; NotFound when there is none.

        Where Redis keeps files, they are written anew without it before this returns (redis_files.py).
        """
        with telling():
            if not self._delete([PREFIX], [sample_id]):
                raise no_such_sample()
            self._files.erased()

    def prune(self) -> int:
        """Forget what is too old or too much; how many samples that was."""
        with telling():
            gone = int(self._prune([PREFIX], self._bounds()))
            if gone:
                self._files.erased()
        return gone

    def result(self, key: str) -> bytes | None:
        """Finished long work, where it is kept."""
        with telling():
            found = self._redis.hget(f"{PREFIX}result:{key}", "content")
        return None if found is None else bytes(found)

    def keep_result(self, key: str, content: bytes, photo_id: str = "", sample_id: str = "") -> None:
        """Keep finished long work as long as there is room; it goes with any sample of the photo."""
        with telling():
            self._keep_result([PREFIX], [key, content, photo_id, sample_id, OF_ONE_PHOTO, self._limits.result_bytes])

    def _bounds(self) -> list[str]:
        limits = self._limits
        numbers = limits.samples, limits.photo_bytes, limits.age_seconds, time.time(), self._clock.allowed()
        return [repr(each) for each in numbers]

    def _secret(self) -> bytes:
        """What delete keys are made from: drawn once, the same in every process of this store."""
        self._redis.set(f"{PREFIX}secret", secrets.token_bytes(32), nx=True)
        return bytes(self._redis.get(f"{PREFIX}secret"))


def _row_of(sample: Sample) -> dict[str, object]:
    return {
        "sentence": sample.sentence, "photo_id": sample.photo_id, "width": sample.width, "height": sample.height,
        "notes": written_notes(sample.notes), "created": sample.created,
    }  # fmt: skip


def _sample_of(sample_id: str, row: dict[str, Any]) -> Sample:
    return Sample(**{**row, "notes": read_notes(row["notes"])}, id=sample_id)


@contextmanager
def telling(*, opening: bool = False) -> Iterator[None]:
    """Redis' errors as ours."""
    try:
        yield
    except (RedisError, ValueError) as error:
        raise _told(error, opening) from error


def _told(error: Exception, opening: bool) -> FoveaError:
    if isinstance(error, NotReached | NoAnswer) and not opening:
        logger.warning("Redis does not answer: %s", error)
        return Busy("The samples cannot be reached just now.", hint="Try again in a moment.", retry_after=5)
    code, hint = "broken_store", "Start Redis there, or name another one: FOVEA_REDIS_URL."
    if isinstance(error, OutOfMemoryError):
        code, hint = "disk_full", "Give Redis more memory (maxmemory), or keep less: FOVEA_MAX_STORE_BYTES."
    elif isinstance(error, ReadOnlyError) or "MISCONF" in str(error):
        code, hint = "read_only_store", "Redis may not write: name the first of its replicas, or look at its disk."
    return BrokenInstall(f"The samples cannot be used: {error}.", code=code, hint=hint, argument="redis_url")
