"""A person's own CLIP or BLIP for the web: loaded when it is asked for, one at a time, a few readings kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from app.engines.lab import LabService
from app.samples.sample import Sample
from app.work.runner import Runner
from app.work.sweeps import Grown
from models.errors import FoveaError
from models.fusion.swaps import OTHER_SENTENCES, swaps_of
from models.hub.model import HubModel
from models.hub_results import Fit, HubPhoto, HubReading
from models.results import Pixels
from models.text.words import split_words

Kept = TypeVar("Kept")
READINGS = 3  # kept; every layer's and head's attention of BLIP takes 8 MB for 12 tokens
PHOTOS, FAILURES, JOBS = 4, 20, 1000  # kept too
STEPS = 3  # load, look, read


class HubSource(Protocol):
    """Where checkpoints come from. Every call is blocking."""

    @property
    def downloads(self) -> bool:
        """Whether names on the hub may be fetched."""

    def installed(self) -> bool:
        """Whether the extra is there."""

    def names(self) -> tuple[str, ...]:
        """Checkpoints that are there already."""

    def check(self, name: str) -> None:
        """Raises InvalidArgument or BrokenInstall where it is clear at once that the name cannot be loaded."""

    def load(self, name: str) -> HubModel:
        """Imports torch and reads the weights."""


@dataclass(frozen=True)
class FolderHub:
    """Checkpoints below one folder, and the hub where that is allowed."""

    root: Path
    downloads: bool

    def installed(self) -> bool:
        """Looked up, not imported."""
        import importlib.util

        return importlib.util.find_spec("transformers") is not None

    def names(self) -> tuple[str, ...]:
        """By what each config.json says."""
        from models.hub.names import local_names

        return local_names(self.root)

    def check(self, name: str) -> None:
        """The library, the form of the name, the folder."""
        from models.hub.names import find_source, missing_hub, read_name

        source = find_source(read_name(name), self.root, self.downloads)
        if not self.installed():
            raise missing_hub(f"for {source.name}")

    def load(self, name: str) -> HubModel:
        """Seconds for a folder, minutes for the hub."""
        from models.hub.model import load_hub

        return load_hub(name, self.root, self.downloads)


@dataclass(frozen=True)
class HubJob:
    """One checkpoint on one sample."""

    model: str
    fit: Fit
    photo_id: str
    sentence: str

    @property
    def key(self) -> tuple[object, ...]:
        """All that a reading depends on."""
        return ("hub", self.model, self.fit, self.photo_id, self.sentence)


@dataclass(frozen=True)
class HubState:
    """What this server has."""

    installed: bool
    downloads: bool
    names: tuple[str, ...]


class HubService:
    """Checkpoints behind the lab's gate for long work, one call at a time."""

    def __init__(self, source: HubSource, lab: LabService, runner: Runner) -> None:
        self.source, self._lab, self._runner = source, lab, runner
        self._lock = threading.Lock()  # the gate takes turns already; this guards against a second gate
        self._model: tuple[str, HubModel] | None = None
        self._photos: OrderedDict[tuple[object, ...], HubPhoto] = OrderedDict()
        self._readings: OrderedDict[tuple[object, ...], HubReading] = OrderedDict()
        self._failed: OrderedDict[tuple[object, ...], FoveaError] = OrderedDict()
        self._tried: OrderedDict[tuple[object, ...], int] = OrderedDict()

    async def state(self) -> HubState:
        """The extra and the folder as they are now."""
        return await self._runner.run(
            lambda: HubState(self.source.installed(), self.source.downloads, self.source.names())
        )

    async def check(self, name: str) -> None:
        """Raises what is wrong with a name, as far as that is known without loading."""
        await self._runner.run(self.source.check, name)

    def failure(self, job: HubJob) -> FoveaError | None:
        """What went wrong when this was watched the last time."""
        return self._failed.get(job.key)

    def attempt(self, job: HubJob) -> tuple[object, ...]:
        """A key for watching the job: a new one each time that it has come to an end."""
        return (*job.key, self._tried.get(job.key, 0))

    def kept(self, job: HubJob) -> HubReading | None:
        """The reading, where it was made lately."""
        return self._readings.get(job.key)

    async def read(self, sample: Sample, job: HubJob) -> HubReading:
        """The reading; loads the checkpoint where that has not been done."""
        kept = self.kept(job)
        if kept is not None:
            return kept
        await self.check(job.model)
        pixels = await self._lab.pixels(sample)
        return await self._runner.run(self._read, job, pixels, long=True)

    def steps(self, job: HubJob, pixels: Pixels) -> Iterator[Grown]:
        """The same step by step, to be watched. What goes wrong ends it too, and is told by `failure`."""
        self._failed.pop(job.key, None)
        try:
            yield Grown(False, 0, STEPS)
            with self._lock:
                model = self._loaded(job.model)
            yield Grown(False, 1, STEPS)
            with self._lock:
                self._look(model, job, pixels)
            yield Grown(False, 2, STEPS)
            self._read(job, pixels)
        except FoveaError as error:
            _keep(self._failed, job.key, error, FAILURES)
        _keep(self._tried, job.key, self._tried.get(job.key, 0) + 1, JOBS)
        yield Grown(True, STEPS, STEPS)

    def _read(self, job: HubJob, pixels: Pixels) -> HubReading:
        with self._lock:
            model = self._loaded(job.model)
            reading = model.read(self._look(model, job, pixels), job.sentence, rivals_of(job.sentence))
            _keep(self._readings, job.key, reading, READINGS)
        return reading

    def _look(self, model: HubModel, job: HubJob, pixels: Pixels) -> HubPhoto:
        key = (job.model, job.fit, job.photo_id)
        if key not in self._photos:
            _keep(self._photos, key, model.look(pixels, job.fit), PHOTOS)
        return self._photos[key]

    def _loaded(self, name: str) -> HubModel:
        if self._model is None or self._model[0] != name:
            self._model = None  # lets the old one go before the new one comes
            self._model = name, self.source.load(name)
        return self._model[1]


def rivals_of(sentence: str) -> tuple[str, ...]:
    """The sentence with a word swapped, and sentences about something else."""
    swapped = (swap.sentence for swap in swaps_of(sentence, split_words(sentence)))
    return tuple(dict.fromkeys([*swapped, *OTHER_SENTENCES]))


def _keep(kept: OrderedDict[tuple[object, ...], Kept], key: tuple[object, ...], value: Kept, most: int) -> None:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
