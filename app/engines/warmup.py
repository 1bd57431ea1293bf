"""The models, loaded in the background so that the server listens at once; whoever needs them waits here."""

from __future__ import annotations

import logging
from collections.abc import Callable

import anyio
from anyio import CapacityLimiter, to_thread

from app.engines.looking import look_at
from app.samples.examples import CHINESE_EXAMPLES, EXAMPLES
from models.attention import Attender
from models.errors import BrokenInstall, Busy, FoveaError
from models.results import PhotoFeatures
from models.text.words import split_words

logger = logging.getLogger("fovea")


class Warmup:
    """Loads an attender once and tries it on an example."""

    def __init__(self, load: Callable[[], Attender], patience: float = 30.0) -> None:
        self._load = load
        self._patience = patience
        self._finished = anyio.Event()
        self._attender: Attender | None = None
        self.seen: dict[str, PhotoFeatures] = {}  # by photo: what it was tried on
        self.error: FoveaError | None = None

    @property
    def ready(self) -> bool:
        """Whether the models are warm."""
        return self._attender is not None

    async def run(self) -> None:
        """Load and try; what goes wrong is kept for whoever asks."""
        try:
            self._attender = await to_thread.run_sync(self._warm, limiter=CapacityLimiter(1), abandon_on_cancel=True)
        except FoveaError as error:
            logger.exception("The models could not be loaded")
            self.error = error
        except Exception as error:
            logger.exception("The models could not be loaded")
            hint = "Make the environment anew: make clean setup. The log says more."
            self.error = BrokenInstall(f"The models could not be loaded: {error}", code="broken_install", hint=hint)
        self._finished.set()

    async def attender(self) -> Attender:
        """The warm models; waits a while for them. Busy when it takes longer, BrokenInstall when they cannot load."""
        with anyio.move_on_after(self._patience):
            await self._finished.wait()
        if self.error:
            raise self.error
        if self._attender is None:
            hint = "They are being loaded; try again in a few seconds."
            raise Busy("The models are not ready yet.", code="warming_up", hint=hint, retry_after=5)
        return self._attender

    def _warm(self) -> Attender:
        attender = self._load()
        example = EXAMPLES[0]  # most visitors see it first
        features = self.seen[example.photo.id] = look_at(attender, example.photo)
        attender.read(features, example.sentence)
        split_words(CHINESE_EXAMPLES[0].sentence)  # the lexicon is read once, and that takes a moment
        return attender
