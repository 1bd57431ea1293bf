"""What panels may ask of the models."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.attention import AttentionService
from app.engines.captions import CaptionService
from app.engines.encoder import EncoderService
from app.engines.flamingo import FlamingoService
from app.engines.fusion import FusionService
from app.engines.hub import HubService
from app.engines.lab import LabService
from app.engines.lessons import LessonService
from app.work.runner import Runner


@dataclass(frozen=True)
class Engines:
    """`attention` reads sentences against photos, `lab` takes networks apart, `fusion` compares ways to join them.

    `encoder` hands over what a CNN makes of a photo, `lessons` train a small one, `captions` let a language model
    read it, `flamingo` lets the same one look through gated layers, `hub` reads a person's own CLIP or BLIP; `runner`
    runs what a panel computes by itself.
    """

    attention: AttentionService
    lab: LabService
    fusion: FusionService
    encoder: EncoderService
    lessons: LessonService
    captions: CaptionService
    flamingo: FlamingoService
    hub: HubService
    runner: Runner
