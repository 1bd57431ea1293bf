"""What a store of samples promises, wherever it keeps them: in a file (store.py) or in Redis (redis_store.py).

tests/app/samples/test_store_contract.py holds both to it.
"""

from __future__ import annotations

from typing import Protocol

from app.samples.sample import Sample
from app.samples.store import SampleStore, StoreLimits
from app.settings import Settings
from models.errors import BrokenInstall


class Store(Protocol):
    """Blocking, and safe to call from several threads; raises NotFound, Busy, BrokenInstall."""

    secret: bytes  # what delete keys are made from; the same in every process

    def add(self, sample: Sample, encoded: bytes | None = None) -> Sample:
        """Keep a sample; without `encoded` its photo must be there already. What is too old or too much goes."""

    def get(self, sample_id: str) -> Sample:
        """The sample with this id."""

    def photo(self, photo_id: str) -> bytes:
        """The bytes of a photo that at least one sample shows."""

    def delete(self, sample_id: str) -> None:
        """Forget a sample, and its photo with the last sample that shows it."""

    def prune(self) -> int:
        """Forget what is too old or too much; how many samples that was."""

    def result(self, key: str) -> bytes | None:
        """Finished long work, where it is kept."""

    def keep_result(self, key: str, content: bytes, photo_id: str = "", sample_id: str = "") -> None:
        """Keep finished long work as long as there is room, the oldest going first; it goes with any sample of the
        photo. With a sample, nothing is kept where that has gone meanwhile.
        """

    def close(self) -> None:
        """Give it back."""


def open_store(settings: Settings) -> Store:
    """The store that the settings name; raises BrokenInstall."""
    limits = StoreLimits(
        settings.max_samples, settings.max_store_bytes, settings.max_age_days * 86400, settings.max_result_bytes
    )
    url = settings.redis_url.get_secret_value()
    if not url:
        return SampleStore(settings.database, limits)
    try:
        from app.samples.redis_store import RedisStore
    except ImportError:
        raise BrokenInstall(
            "FOVEA_REDIS_URL is set, and the package redis is not installed.",
            code="no_redis",
            argument="redis_url",
            hint="Install it: pip install 'fovea[redis]'",
        ) from None
    return RedisStore(url, limits)
