"""The networks, ready before an answer of the API is made."""

from __future__ import annotations

from app.engines.encoder import EncoderService
from models.errors import Busy

PATIENCE = 25.0  # seconds that one request waits for the networks; the page asks again


async def expect_encoder(encoder: EncoderService) -> None:
    """Wait for them; raises Busy where that takes longer."""
    if not await encoder.available(PATIENCE):
        hint = "Ask again in a minute."
        raise Busy("The encoder is being prepared.", code="preparing_encoder", hint=hint, retry_after=30)
