"""A small language model that reads a photo's places, for the web: loaded when a caption is asked for, then kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from app.engines.encoder import EncoderService
from app.samples.sample import Sample
from app.work.runner import Runner
from app.work.sweeps import Grown, Steps, Work
from models.captioner.gated.layers import GATED, GatedLayers, read_gated
from models.captioner.projector import CAPTIONER, Projector, read_projector
from models.captioner.prompt import SIZE
from models.captioner.reader import MOST, LanguageModel, make_prompt, write_caption
from models.captioner.results import Caption, Given
from models.results import FloatArray, Pixels
from models.weights import entry

WORK = "caption"
STEPS = MOST + 1  # loading, then tokens
GREY = 127


class LanguageSource(Protocol):
    """Where the language model comes from. Every call is blocking."""

    def installed(self) -> bool:
        """Whether the extra is there."""

    def projector(self) -> Projector:
        """The trained projector; raises BrokenInstall."""

    def gated(self) -> GatedLayers:
        """The trained gated layers (models/captioner/gated); raises BrokenInstall."""

    def load(self) -> LanguageModel:
        """Reads the weights, a second; the first time of all they are prepared, which takes half a minute or more.

        Raises NoLanguageModel, BrokenInstall.
        """


@dataclass(frozen=True)
class CachedLanguage:
    """The package's model, exported under a cache folder."""

    cache_dir: Path

    def installed(self) -> bool:
        """Looked up, not imported."""
        from models.captioner.package import is_installed

        return is_installed()

    def projector(self) -> Projector:
        """As shipped."""
        return read_projector(entry(CAPTIONER).file)

    def gated(self) -> GatedLayers:
        """As shipped."""
        row = entry(GATED)
        return read_gated(row.file, row.config["heads"])

    def load(self) -> LanguageModel:
        """Exported first where it is missing."""
        from models.engine.captioner.engine import load_language_model

        return load_language_model(self.cache_dir)


@dataclass(frozen=True)
class CaptionJob:
    """One caption: of the sample's photo, or of a grey one."""

    photo_id: str
    given: Given

    @property
    def key(self) -> tuple[object, ...]:
        """All that it depends on."""
        return (WORK, self.photo_id if self.given is Given.PHOTO else "", self.given)


class CaptionService:
    """The language model behind the gate for long work, one call at a time."""

    def __init__(self, source: LanguageSource, encoder: EncoderService, runner: Runner) -> None:
        self.source, self._encoder, self._runner = source, encoder, runner
        self._lock = threading.Lock()  # the gate takes turns already; this guards against a second gate

    def kept(self, job: CaptionJob) -> Caption | None:
        """What was written lately, as far as it came."""
        grown = self._runner.grown(job.key)
        return grown.value if grown else None

    def work(self, sample: Sample, job: CaptionJob) -> Work:
        """Loading and writing, to be watched; its values are the caption as it grows."""

        async def make() -> Steps:
            grid = await self._grid(sample, job.given)
            return lambda: self._steps(grid)

        return Work(WORK, job.key, make, Caption, sample if job.given is Given.PHOTO else None)

    async def write(self, sample: Sample, job: CaptionJob) -> Caption:
        """The whole caption."""
        caption: Caption = (await self._runner.finish(self.work(sample, job))).value
        return caption

    async def _grid(self, sample: Sample, given: Given) -> FloatArray:
        if given is Given.PHOTO:
            return (await self._encoder.encode(sample, SIZE)).grid
        models = await self._encoder.models()
        return (await self._runner.run(models.encode, grey_photo(), SIZE, key=("encoder grey", SIZE))).grid

    def _steps(self, grid: FloatArray) -> Iterator[Grown]:
        """Blocking; a token a step, so that others take turns and whoever leaves stops it."""
        yield Grown(None, 0, STEPS)
        model, projector = self.model(), self._projector
        prompt = make_prompt(model.tokenizer, projector.places)
        for caption in write_caption(model, prompt, projector.photo(grid), projector.without()):
            yield Grown(caption, STEPS if caption.complete else len(caption.pieces), STEPS)

    def model(self) -> LanguageModel:
        """Loaded once, by whoever asks first. Blocking; raises NoLanguageModel, BrokenInstall."""
        with self._lock:
            return self._model

    def gated(self) -> GatedLayers:
        """Read once. Blocking; raises BrokenInstall."""
        with self._lock:
            return self._gated

    @cached_property
    def _gated(self) -> GatedLayers:
        return self.source.gated()

    @cached_property
    def _model(self) -> LanguageModel:
        return self.source.load()

    @cached_property
    def _projector(self) -> Projector:
        return self.source.projector()


def grey_photo() -> Pixels:
    """Nothing to see."""
    return np.full((*SIZE, 3), GREY, np.uint8)
