"""The strategies, ready before an answer of the API is made."""

from __future__ import annotations

from app.engines.encoder import EncoderService
from app.engines.fusion import FusionService
from models.errors import Busy

PATIENCE = 25.0  # seconds that one request waits for the strategies; the page asks again


async def expect_strategies(fusion: FusionService) -> None:
    """Wait for them; raises Busy where that takes longer."""
    if not await fusion.available(PATIENCE):
        hint = "Ask again in a minute."
        raise Busy("The nine strategies are being prepared.", code="preparing_strategies", hint=hint, retry_after=30)


async def expect_detector(encoder: EncoderService) -> None:
    """Wait for what finds boxes; raises Busy where that takes longer."""
    if not await encoder.available(PATIENCE):
        hint = "Ask again in a minute."
        raise Busy("The detector is being prepared.", code="preparing_encoder", hint=hint, retry_after=30)
