"""What every checkpoint can be asked, and the door to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from models.hub.names import find_source, read_name
from models.hub_results import Fit, HubFacts, HubKind, HubPhoto, HubReading
from models.results import FloatArray, Pixels


class HubModel(Protocol):
    """Blocking, and one call at a time. Photos are upright uint8 (H, W, 3)."""

    @property
    def facts(self) -> HubFacts:
        """What is known of the checkpoint."""

    def look(self, photo: Pixels, fit: Fit) -> HubPhoto:
        """The vision tower's part; a fit that the checkpoint does not know is SQUASH."""

    def read(self, photo: HubPhoto, sentence: str, rivals: Sequence[str] = ()) -> HubReading:
        """Match, maps and attention; `rivals` are other sentences. Raises InvalidSentence."""

    def matches(self, photo: HubPhoto, sentences: Sequence[str]) -> FloatArray:
        """(N,) 0..1: BLIP's own probability of each; for CLIP the softmax among them."""


def load_hub(name: str, root: Path, downloads: bool) -> HubModel:
    """The checkpoint ``clip:...`` or ``blip:...``; imports torch and transformers.

    Raises InvalidArgument (``bad_hub_name``, ``no_such_hub_model``, ``hub_closed``, ``other_hub_family``,
    ``wrong_hub_model``, ``lacking_hub_weights``, ``hub_not_finite``) and BrokenInstall (``missing_hub``,
    ``broken_hub_model``, ``hub_fetch_failed``). Readings raise ``hub_not_finite`` too, where finite weights overflow.
    """
    source = find_source(read_name(name), root, downloads)
    from models.hub.checkpoint import load_checkpoint

    checkpoint = load_checkpoint(source, root)
    if source.name.kind is HubKind.CLIP:
        from models.hub.clip import ClipReader

        return ClipReader(checkpoint)
    from models.hub.blip import BlipReader

    return BlipReader(checkpoint)
