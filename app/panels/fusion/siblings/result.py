"""What `siblings` finds: a photo as regions, and what each sibling of the famous models makes of it and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.encoder import EncoderService
from app.engines.fusion import FusionService
from app.samples.sample import Sample
from models.fusion.regions.photo import PhotoRegions
from models.fusion.regions.results import SiblingReading
from models.fusion_results import FusionSentence


@dataclass(frozen=True)
class SiblingsResult:
    """One photo and one sentence."""

    heard: FusionSentence
    regions: PhotoRegions
    readings: tuple[SiblingReading, ...]


async def find_siblings(fusion: FusionService, encoder: EncoderService, sample: Sample) -> SiblingsResult:
    """All siblings on the same regions and words; raises InvalidSentence."""
    heard = await fusion.hear(sample.sentence)
    regions = await encoder.photo_regions(sample)
    return SiblingsResult(heard, regions, await fusion.siblings(sample, regions))
