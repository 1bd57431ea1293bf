"""The encoder for the web: loaded when first asked for, what it made of a photo kept while there is room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.engines.lab import LabService
from app.samples.sample import Sample
from app.work.loading import Loading
from app.work.runner import Runner
from models.encoder.regions import box_regions, piece_regions
from models.encoder.resampler import Resampler
from models.encoder.visual_words import VisualWords
from models.encoder_results import EncodedPhoto, FoundThing, RegionKind, Regions
from models.fusion.regions.photo import PhotoRegions
from models.results import FloatArray, Pixels

Size = tuple[int, int]


class EncoderModels(Protocol):
    """Encoder and detector, ready to run (models/engine/encoder/engine.py). Every call is blocking."""

    @property
    def classifier(self) -> tuple[FloatArray, FloatArray]:
        """Weight (classes, D) and bias (classes,) of the layer after the pooling."""

    @property
    def visual_words(self) -> VisualWords:
        """The projector that takes cells among words."""

    @property
    def resampler(self) -> Resampler:
        """Trained queries that make tokens of a photo."""

    def encode(self, pixels: Pixels, size: Size) -> EncodedPhoto:
        """Upright RGB pixels (H, W, 3), shown at (height, width)."""

    def detect(self, pixels: Pixels) -> tuple[FoundThing, ...]:
        """What the detector finds, surest first."""

    def regions(self, pixels: Pixels) -> PhotoRegions:
        """The whole photo and the detector's boxes, with features, as siblings of the famous models read it."""


class EncoderSource(Protocol):
    """Where they come from."""

    def prepared(self) -> bool:
        """Whether loading takes a moment only; otherwise about half a minute."""

    def load(self) -> EncoderModels:
        """Both networks; raises BrokenInstall."""


class CachedEncoder:
    """The shipped networks, exported under a cache folder."""

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir

    def prepared(self) -> bool:
        """Whether the graphs are exported."""
        from models.engine.encoder.cache import encoder_prepared

        return encoder_prepared(self._cache_dir)

    def load(self) -> EncoderModels:
        """Exported first where they are missing."""
        from models.engine.encoder.engine import load_encoder

        return load_encoder(self._cache_dir)


class EncoderService:
    """The networks behind the gates."""

    def __init__(self, source: EncoderSource, lab: LabService, runner: Runner) -> None:
        self.source, self._lab, self._runner = source, lab, runner
        self._loading = Loading(self._load)

    async def available(self, patience: float) -> bool:
        """Whether the networks can be had in a moment; see `Loading.available`."""
        return await self._loading.available(patience, lambda: self._runner.run(self.source.prepared))

    async def models(self) -> EncoderModels:
        """Both networks, loaded the first time."""
        return await self._loading.result()

    async def encode(self, sample: Sample, size: Size, sentence: str = "") -> EncodedPhoto:
        """A sample's photo at a size; run anew for every `sentence`, which the encoder is never given."""
        models, pixels = await self.models(), await self._pixels(sample)
        key = ("encoder", sample.photo_id, size, sentence)
        return await self._runner.run(models.encode, pixels, size, key=key)

    async def detect(self, sample: Sample) -> tuple[FoundThing, ...]:
        """What the detector finds in a sample's photo."""
        models, pixels = await self.models(), await self._pixels(sample)
        return await self._runner.run(models.detect, pixels, key=("encoder boxes", sample.photo_id))

    async def photo_regions(self, sample: Sample) -> PhotoRegions:
        """A sample's photo as siblings of the famous models read it."""
        models, pixels = await self.models(), await self._pixels(sample)
        return await self._runner.run(models.regions, pixels, key=("encoder photo regions", sample.photo_id))

    async def regions(self, sample: Sample, size: Size, kind: RegionKind | None) -> Regions:
        """As asked for; otherwise boxes, and superpixels where there are none."""
        encoded, found = await self.encode(sample, size), await self.detect(sample)
        if found and kind is not RegionKind.PIECES:
            return box_regions(encoded, found)
        key = ("encoder pieces", sample.photo_id, size)
        return await self._runner.run(piece_regions, encoded, await self._pixels(sample), key=key)

    async def _pixels(self, sample: Sample) -> Pixels:
        """The photo itself, decoded once."""
        key = ("encoder pixels", sample.photo_id)
        return await self._runner.run(self._lab.read_pixels, sample.photo_id, key=key)

    async def _load(self) -> EncoderModels:
        load: Callable[[], EncoderModels] = self.source.load
        return await self._runner.run(load, long=True)
