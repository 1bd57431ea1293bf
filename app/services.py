"""Everything a request may need, made once at the start and closed at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.engines.attention import AttentionService
from app.engines.backbones import CachedBackbones
from app.engines.captions import CachedLanguage, CaptionService, LanguageSource
from app.engines.encoder import CachedEncoder, EncoderService, EncoderSource
from app.engines.flamingo import FlamingoService
from app.engines.fusion import CachedFusion, FusionService, FusionSource
from app.engines.hub import FolderHub, HubService
from app.engines.lab import Backbones, LabService
from app.engines.lessons import LessonService, LessonSource, TorchLessons
from app.engines.warmup import Warmup
from app.photos.door import PhotoLimits
from app.samples.intake import Intake
from app.samples.library import Library
from app.samples.store_seam import Store, open_store
from app.settings import Settings
from app.work.cache import SharedCache
from app.work.gate import InferenceGate
from app.work.runner import Runner
from app.work.shelf import Shelf
from models.attention import Attender


@dataclass(frozen=True)
class Services:
    """`gate` runs models, but sentences have a gate of their own; the intake's door decodes photos, `desk` reads the
    store and draws pages.
    """

    settings: Settings
    store: Store
    library: Library
    warmup: Warmup
    gate: InferenceGate
    desk: InferenceGate
    attention: AttentionService
    runner: Runner
    lab: LabService
    fusion: FusionService
    encoder: EncoderService
    lessons: LessonService
    captions: CaptionService
    flamingo: FlamingoService
    hub: HubService
    intake: Intake

    @property
    def gates(self) -> dict[str, InferenceGate]:
        """By name, for who counts."""
        return {"desk": self.desk, "door": self.intake.door, **self.attention.gates, **self.runner.gates}

    @property
    def caches(self) -> dict[str, SharedCache[Any]]:
        """By name, for who counts."""
        return {**self.attention.caches, "lab": self.runner.cache, "stages": self.lab.photos}

    @property
    def engines(self) -> Engines:
        """What panels may ask."""
        return Engines(
            self.attention, self.lab, self.fusion, self.encoder, self.lessons, self.captions, self.flamingo, self.hub,
            self.runner,
        )  # fmt: skip


def make_services(
    settings: Settings,
    load: Callable[[], Attender],
    backbones: Backbones | None = None,
    fusion: FusionSource | None = None,
    encoder: EncoderSource | None = None,
    lessons: LessonSource | None = None,
    language: LanguageSource | None = None,
) -> Services:
    """Open the store and put the parts together; the models are loaded later, by `warmup.run` and when asked for."""
    store = open_store(settings)
    library = Library(store)
    warmup = Warmup(load, settings.warm_wait_seconds)
    gate = InferenceGate(settings.slots, settings.queue_size, patience=settings.queue_seconds)
    desk = InferenceGate(4, 4 * settings.queue_size)
    reading = InferenceGate(1, settings.queue_size, patience=settings.queue_seconds)
    attention = AttentionService(warmup, gate, reading, library, settings.cache_bytes)
    runner = Runner(gate, settings.lab_bytes // 4, settings.long_share, Shelf(library, desk))
    cached = backbones or CachedBackbones(
        settings.cache_dir, settings.weights_dir, settings.zoo_downloads, settings.zoo_bytes
    )
    lab = LabService(cached, runner, library, settings.lab_bytes * 3 // 4, settings.network_bytes)
    strategies = FusionService(fusion or CachedFusion(settings.cache_dir), lab, runner)
    handed = EncoderService(encoder or CachedEncoder(settings.cache_dir), lab, runner)
    taught = LessonService(lessons or TorchLessons(), runner)
    captions = CaptionService(language or CachedLanguage(settings.cache_dir), handed, runner)
    flamingo = FlamingoService(captions, handed, runner)
    hub = HubService(FolderHub(settings.hub_dir, settings.hub_downloads), lab, runner)
    door = InferenceGate(1, settings.queue_size)
    intake = Intake(library, attention, door, desk, photo_limits(settings), settings.max_sentence)
    return Services(
        settings, store, library, warmup, gate, desk, attention, runner, lab, strategies, handed, taught, captions,
        flamingo, hub, intake,
    )  # fmt: skip


def photo_limits(settings: Settings) -> PhotoLimits:
    """The limits of a photo, as set."""
    return PhotoLimits(settings.max_upload_bytes, settings.max_pixels, settings.max_side)
