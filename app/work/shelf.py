"""Finished long work where all workers see it: in the store, beside the samples that it was done for."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from app.places import ROOT
from app.samples.sample import Sample
from app.work.cache import key_text
from app.work.gate import InferenceGate
from app.work.sweeps import Grown, Steps, Work
from app.work.written import Unreadable, read, write
from models.errors import FoveaError

logger = logging.getLogger("fovea")


class Results(Protocol):
    """Where they lie (app/samples/library.py). Blocking."""

    def result(self, key: str) -> bytes | None:
        """What was kept by a key."""

    def keep_result(self, key: str, content: bytes, sample: Sample | None = None) -> None:
        """Keep it, as long as there is room and the sample that it was done for."""


class Shelf:
    """A worker looks here before it begins, and puts here what it has finished.

    Whatever is wrong with the store, the work is done and told; only others do it anew.
    """

    def __init__(self, results: Results, desk: InferenceGate) -> None:
        self._results, self._desk = results, desk

    async def find(self, work: Work) -> Grown | None:
        """What a worker has finished; None for what is damaged, or was written by another version."""
        if work.result is None:
            return None
        try:
            return await self._desk.run(self._read, work)
        except FoveaError as error:
            logger.warning("Finished work could not be looked for: %s", error)
        return None

    async def make(self, work: Work) -> Steps:
        """The work's steps; the result of the last one is put here."""
        steps = await work.make()
        return steps if work.result is None else lambda: self._keeping(work, steps())

    def _keeping(self, work: Work, steps: Iterator[Grown]) -> Iterator[Grown]:
        """Blocking, as they are."""
        last = None
        for last in steps:
            yield last
        if last is not None and last.complete:
            self._write(work, last)

    def _read(self, work: Work) -> Grown | None:
        content = self._results.result(_name_of(work))
        try:
            return Grown(*read(content, tuple[work.result, int, int])) if content else None  # type: ignore[name-defined]
        except Unreadable as error:
            logger.warning("Finished work is unreadable, and done anew: %s", error)
        return None

    def _write(self, work: Work, grown: Grown) -> None:
        content = write((grown.value, grown.done, grown.total))
        try:
            self._results.keep_result(_name_of(work), content, work.sample)
        except FoveaError as error:
            logger.warning("Finished work could not be kept: %s", error)


def _name_of(work: Work) -> str:
    """Says nothing of the photo or the sentence; another version of the code or the weights has other names."""
    return hashlib.sha256(f"{_version()}\n{key_text(*work.key)}".encode()).hexdigest()


@cache
def _version() -> str:
    """Of all that a result may depend on."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterable[Path]:
    """Our code, and the manifest, which has the digest of every weights file."""
    yield from sorted(path for room in ("app", "models") for path in (ROOT / room).rglob("*.py"))
    yield ROOT / "models" / "weights" / "manifest.json"
