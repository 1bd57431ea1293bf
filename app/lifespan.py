"""What happens between the server's start and its end."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NoReturn

import anyio
from fastapi import FastAPI

from app.engines.captions import LanguageSource
from app.engines.encoder import EncoderSource
from app.engines.fusion import FusionSource
from app.engines.lab import Backbones
from app.engines.lessons import LessonSource
from app.panels import PANELS
from app.samples.store_seam import Store
from app.services import make_services
from app.settings import Settings
from app.web.pages import Pages
from models.attention import Attender
from models.errors import FoveaError

logger = logging.getLogger("fovea")
PRUNE_EVERY = 3600.0  # seconds


@asynccontextmanager
async def running(
    app: FastAPI,
    settings: Settings,
    load: Callable[[], Attender],
    backbones: Backbones | None = None,
    fusion: FusionSource | None = None,
    encoder: EncoderSource | None = None,
    lessons: LessonSource | None = None,
    language: LanguageSource | None = None,
) -> AsyncIterator[None]:
    """Open the store, forget what is too old, warm the models in the background; close the store at the end."""
    services = make_services(settings, load, backbones, fusion, encoder, lessons, language)
    app.state.services = services
    app.state.metrics.watch(services)
    app.state.pages = pages = Pages(app.state.assets, services.library, settings, tuple(panel.name for panel in PANELS))
    try:
        async with anyio.create_task_group() as background:
            background.start_soon(services.warmup.run)
            background.start_soon(anyio.to_thread.run_sync, pages.compile)
            background.start_soon(_prune_hourly, services.store)
            yield
            background.cancel_scope.cancel()
    finally:
        services.lessons.close()
        services.store.close()


async def _prune_hourly(store: Store) -> NoReturn:
    """What is too old goes even where nothing new comes."""
    while True:
        try:
            await anyio.to_thread.run_sync(store.prune)
        except FoveaError as error:
            logger.warning("What is too old could not be forgotten: %s", error)
        await anyio.sleep(PRUNE_EVERY)
