"""The fusion lab for the web: loaded when first asked for, readings kept while there is room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.engines.lab import LabService
from app.samples.sample import Sample
from app.work.loading import Loading
from app.work.runner import Runner
from models.fusion.depths.catalogue_names import DEPTH_SHAPES
from models.fusion.place_codes import PlaceOrder
from models.fusion.regions.catalogue_names import SIBLING_SHAPES
from models.fusion.regions.photo import PhotoRegions
from models.fusion.regions.results import SiblingReading
from models.fusion_results import FusionMeasurement, FusionPhoto, FusionSentence, StrategyReading
from models.results import FloatArray, Pixels

RUNS = 3  # of a depth, of which the fastest is told


class SiblingModels(Protocol):
    """The siblings of the famous models (models/engine/fusion/siblings.py). Every call is blocking."""

    def read(self, name: str, regions: PhotoRegions, sentence: FusionSentence) -> SiblingReading:
        """One sibling on one photo and one sentence."""


class FusionModels(Protocol):
    """All strategies, ready to run (models/engine/fusion/engine.py). Every call is blocking."""

    @property
    def names(self) -> tuple[str, ...]:
        """Strategies in the order in which they are shown."""

    @property
    def siblings(self) -> SiblingModels:
        """Those that read a photo as regions."""

    def look(self, pixels: Pixels) -> FusionPhoto:
        """What strategies read of a photo: upright RGB pixels (H, W, 3)."""

    def look_small(self, pixels: Pixels) -> FusionPhoto:
        """What the depths read of it, in fewer pixels."""

    def hear(self, sentence: str) -> FusionSentence:
        """The text stream; raises InvalidSentence."""

    def read(self, name: str, photo: FusionPhoto, sentence: FusionSentence, order: PlaceOrder) -> StrategyReading:
        """One strategy, or depth, on one pair, with its place codes as trained, shuffled or left out."""

    def logits(self, name: str, photo: FusionPhoto, sentences: Sequence[FusionSentence]) -> FloatArray:
        """Calibrated logits (N,) of several sentences; their sigmoid is the match."""


@dataclass(frozen=True)
class Comparison:
    """All strategies on one photo and several sentences."""

    heard: tuple[FusionSentence, ...]
    readings: tuple[StrategyReading, ...]  # of the first sentence, per strategy
    logits: tuple[FloatArray, ...]  # (sentences,) per strategy, calibrated


class FusionSource(Protocol):
    """Where they come from."""

    def prepared(self) -> bool:
        """Whether loading takes a moment only; otherwise about a minute."""

    def load(self) -> FusionModels:
        """All strategies; raises BrokenInstall."""

    def measure(self, name: str, places: int, words: int) -> FusionMeasurement:
        """Time and memory of one strategy, in a process of its own."""


class CachedFusion:
    """The shipped strategies, exported under a cache folder."""

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir

    def prepared(self) -> bool:
        """Whether the graphs are exported."""
        from models.engine.fusion.cache import fusion_prepared

        return fusion_prepared(self._cache_dir)

    def load(self) -> FusionModels:
        """Exported first where they are missing."""
        from models.engine.fusion.engine import load_fusion

        return load_fusion(self._cache_dir)

    def measure(self, name: str, places: int, words: int) -> FusionMeasurement:
        """In a fresh process."""
        from models.engine.fusion.measure import measure

        return measure(self._cache_dir, name, places, words)


class FusionService:
    """Strategies behind the lab's gates."""

    def __init__(self, source: FusionSource, lab: LabService, runner: Runner) -> None:
        self.source, self._lab, self._runner = source, lab, runner
        self._loading = Loading(self._load)

    async def available(self, patience: float) -> bool:
        """Whether the strategies can be had in a moment; see `Loading.available`."""
        return await self._loading.available(patience, lambda: self._runner.run(self.source.prepared))

    async def models(self) -> FusionModels:
        """All strategies, loaded the first time."""
        return await self._loading.result()

    async def photo(self, sample: Sample) -> FusionPhoto:
        """What they read of a sample's photo."""
        models, key = await self.models(), ("fusion photo", sample.photo_id)
        return await self._runner.run(self._look, models, sample.photo_id, key=key)

    async def hear(self, sentence: str) -> FusionSentence:
        """A sentence as the text stream reads it."""
        models = await self.models()
        return await self._runner.run(models.hear, sentence, key=("fusion sentence", sentence))

    async def read(
        self, sample: Sample, name: str, sentence: str, order: PlaceOrder = PlaceOrder.TRAINED
    ) -> StrategyReading:
        """One strategy on a sample's photo and any sentence."""
        models, photo, heard = await self.models(), await self.photo(sample), await self.hear(sentence)
        key = ("fusion", name, order, sample.photo_id, sentence)
        return await self._runner.run(models.read, name, photo, heard, order, key=key)

    async def compare(self, sample: Sample, sentences: Sequence[str]) -> Comparison:
        """Every strategy: its reading of the first sentence, and its logits (N,) of all of them. One run."""
        models, photo = await self.models(), await self.photo(sample)
        known = {each: self._runner.kept(("fusion sentence", each)) for each in sentences}
        key = ("fusion compare", sample.photo_id, *sentences)
        comparison: Comparison = await self._runner.run(_compare, models, photo, known, key=key)
        for sentence, heard in zip(sentences, comparison.heard, strict=True):
            self._runner.keep(("fusion sentence", sentence), heard)
        return comparison

    async def siblings(self, sample: Sample, regions: PhotoRegions) -> tuple[SiblingReading, ...]:
        """Every sibling of the famous models on a sample's photo and sentence. One run."""
        models, heard = await self.models(), await self.hear(sample.sentence)
        key = ("fusion siblings", sample.photo_id, sample.sentence)
        return await self._runner.run(_read_siblings, models, regions, heard, key=key)

    async def depths(self, sample: Sample) -> tuple[StrategyReading, ...]:
        """A Transformer inside the CNN at every depth, on a sample's photo and sentence. One run."""
        models, heard = await self.models(), await self.hear(sample.sentence)
        key = ("fusion depths", sample.photo_id, sample.sentence)
        return await self._runner.run(self._read_depths, models, sample.photo_id, heard, key=key)

    def together(self) -> AbstractContextManager[None]:
        """One place in the queue for all that an answer needs."""
        return self._runner.together()

    def _look(self, models: FusionModels, photo_id: str) -> FusionPhoto:
        return models.look(self._lab.read_pixels(photo_id))

    def _read_depths(self, models: FusionModels, photo_id: str, heard: FusionSentence) -> tuple[StrategyReading, ...]:
        photo = models.look_small(self._lab.read_pixels(photo_id))
        found = []
        for name in DEPTH_SHAPES:  # the first run of a graph is slower, and costs are compared here
            runs = [models.read(name, photo, heard, PlaceOrder.TRAINED) for _ in range(RUNS)]
            found.append(min(runs, key=lambda each: each.milliseconds))
        return tuple(found)

    async def _load(self) -> FusionModels:
        load: Callable[[], FusionModels] = self.source.load
        return await self._runner.run(load, long=True)


def _compare(models: FusionModels, photo: FusionPhoto, sentences: Mapping[str, FusionSentence | None]) -> Comparison:
    """Blocking; hears what nobody has heard yet."""
    heard = tuple(known or models.hear(sentence) for sentence, known in sentences.items())
    readings = tuple(models.read(name, photo, heard[0], PlaceOrder.TRAINED) for name in models.names)
    return Comparison(heard, readings, tuple(models.logits(name, photo, heard) for name in models.names))


def _read_siblings(models: FusionModels, regions: PhotoRegions, sentence: FusionSentence) -> tuple[SiblingReading, ...]:
    """Blocking."""
    return tuple(models.siblings.read(name, regions, sentence) for name in SIBLING_SHAPES)
