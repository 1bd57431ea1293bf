"""A person's own CLIP or BLIP for the web: loaded when it is asked for, one at a time, a few readings kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.engines.lab import LabService
from app.samples.sample import Sample
from app.work.cache import SharedCache, key_text
from app.work.runner import Runner
from app.work.sweeps import Grown, Steps, Work
from models.errors import FoveaError
from models.fusion.swaps import other_sentences, swaps_of
from models.hub.model import HubModel
from models.hub_results import Fit, HubPhoto, HubReading
from models.results import Pixels
from models.text.words import split_words

READINGS = 3  # kept; every layer's and head's attention of BLIP takes 8 MB for 12 tokens
PHOTOS = 4  # kept too
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
        """The form of the name, the folder, what its config says, the library."""
        from models.hub.names import find_source, missing_hub, read_name
        from models.hub.refusals import check_source

        source = find_source(read_name(name), self.root, self.downloads)
        check_source(source)
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
    """Checkpoints behind the gate for long work, one call at a time."""

    def __init__(self, source: HubSource, lab: LabService, runner: Runner) -> None:
        self.source, self._lab, self._runner = source, lab, runner
        self._lock = threading.Lock()  # the gate takes turns already; this guards against a second gate
        self._shelf = threading.Lock()  # readings are put there by the gate's thread, and looked for by the loop's
        self._model: tuple[str, HubModel] | None = None
        self._photos: SharedCache[HubPhoto] = SharedCache(PHOTOS, lambda _: 1)
        self._readings: SharedCache[HubReading] = SharedCache(READINGS, lambda _: 1)

    async def state(self) -> HubState:
        """The extra and the folder as they are now."""
        return await self._runner.run(
            lambda: HubState(self.source.installed(), self.source.downloads, self.source.names())
        )

    async def check(self, name: str) -> None:
        """Raises what is wrong with a name, as far as that is known without loading."""
        await self._runner.run(self.source.check, name)

    def failure(self, job: HubJob) -> FoveaError | None:
        """What ended the job the last time."""
        return self._runner.failure(job.key)

    def kept(self, job: HubJob) -> HubReading | None:
        """The reading, where it was made lately."""
        with self._shelf:
            reading = self._readings.peek(key_text(*job.key))
        grown = self._runner.grown(job.key) if reading is None else None
        return grown.value if grown else reading

    def work(self, sample: Sample, job: HubJob) -> Work:
        """Loading, looking and reading, to be watched; its last value is the reading."""

        async def make() -> Steps:
            pixels = await self._lab.pixels(sample)
            return lambda: self.steps(job, pixels)

        return Work("hub", job.key, make)

    async def read(self, sample: Sample, job: HubJob) -> HubReading:
        """The reading; loads the checkpoint where that has not been done."""
        kept = self.kept(job)
        if kept is not None:
            return kept
        await self.check(job.model)
        reading: HubReading = (await self._runner.finish(self.work(sample, job))).value
        return reading

    def steps(self, job: HubJob, pixels: Pixels) -> Iterator[Grown]:
        """Blocking; raises what is wrong with the checkpoint or the sentence."""
        yield Grown(None, 0, STEPS)
        with self._lock:
            model = self._loaded(job.model)
        yield Grown(None, 1, STEPS)
        with self._lock:
            self._look(model, job, pixels)
        yield Grown(None, 2, STEPS)
        yield Grown(self._read(job, pixels), STEPS, STEPS)

    def _read(self, job: HubJob, pixels: Pixels) -> HubReading:
        with self._lock:
            model = self._loaded(job.model)
            reading = model.read(self._look(model, job, pixels), job.sentence, rivals_of(job.sentence))
        with self._shelf:
            self._readings.put(key_text(*job.key), reading)
        return reading

    def _look(self, model: HubModel, job: HubJob, pixels: Pixels) -> HubPhoto:
        key = key_text(job.model, job.fit, job.photo_id)
        photo = self._photos.peek(key) or model.look(pixels, job.fit)
        self._photos.put(key, photo)
        return photo

    def _loaded(self, name: str) -> HubModel:
        if self._model is None or self._model[0] != name:
            self._model = None  # lets the old one go before the new one comes
            self._model = name, self.source.load(name)
        return self._model[1]


def rivals_of(sentence: str) -> tuple[str, ...]:
    """The sentence with a word swapped, and sentences about something else."""
    words = split_words(sentence)
    swapped = (swap.sentence for swap in swaps_of(sentence, words))
    return tuple(dict.fromkeys([*swapped, *other_sentences(words)]))
