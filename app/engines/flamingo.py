"""The gated language model for the web: the captioner's own, with gated layers between its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.engines.captions import CaptionService
from app.engines.encoder import EncoderService
from app.samples.sample import Sample
from app.work.runner import Runner
from app.work.sweeps import Grown, Steps, Work
from models.captioner.gated.reader import MOST, read_text, write_text
from models.captioner.gated.results import GatedReading
from models.captioner.prompt import SIZE, tidy
from models.results import FloatArray

WORK = "flamingo"
STEPS = MOST + 1  # loading, then tokens


class Told(StrEnum):
    """Which words are looked at."""

    SENTENCE = "sentence"  # the person's own
    CAPTION = "caption"  # what the language model writes


@dataclass(frozen=True)
class GatedJob:
    """One reading of a sample's photo, `share` of what the gates let pass."""

    photo_id: str
    told: Told
    sentence: str  # empty where it writes
    share: float

    @property
    def key(self) -> tuple[object, ...]:
        """All that it depends on."""
        return (WORK, self.photo_id, self.told, self.sentence, self.share)


def gated_job(sample: Sample, told: Told, share: float) -> GatedJob:
    """A sentence is read as captions are written: tidy."""
    return GatedJob(sample.photo_id, told, tidy(sample.sentence) if told is Told.SENTENCE else "", share)


class FlamingoService:
    """Behind the gate for long work; the language model is the one that the captions have loaded."""

    def __init__(self, captions: CaptionService, encoder: EncoderService, runner: Runner) -> None:
        self._captions, self._encoder, self._runner = captions, encoder, runner

    def installed(self) -> bool:
        """Whether the language model is there."""
        return self._captions.source.installed()

    def kept(self, job: GatedJob) -> GatedReading | None:
        """What was found lately, as far as it came."""
        grown = self._runner.grown(job.key)
        return grown.value if grown else None

    def work(self, sample: Sample, job: GatedJob) -> Work:
        """Loading and reading, to be watched; its values are the reading as it grows."""

        async def make() -> Steps:
            grid = (await self._encoder.encode(sample, SIZE)).grid
            return lambda: self._steps(grid, job)

        return Work(WORK, job.key, make, GatedReading, sample)

    async def read(self, sample: Sample, job: GatedJob) -> GatedReading:
        """The whole reading."""
        reading: GatedReading = (await self._runner.finish(self.work(sample, job))).value
        return reading

    def _steps(self, grid: FloatArray, job: GatedJob) -> Iterator[Grown]:
        """Blocking; a token a step where it writes, all at once where it reads."""
        yield Grown(None, 0, STEPS)
        model, layers = self._captions.model(), self._captions.gated()
        if job.told is Told.SENTENCE:
            yield Grown(read_text(model, layers, grid, job.sentence, job.share), STEPS, STEPS)
            return
        for reading in write_text(model, layers, grid, job.share):
            caption = reading.caption
            yield Grown(reading, STEPS if caption.complete else len(caption.pieces), STEPS)
