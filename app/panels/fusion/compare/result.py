"""What `compare` finds: every strategy's reading, and its matches with this sentence and others."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.fusion import FusionService
from app.samples.sample import Sample
from models.fusion.preference import match_of
from models.fusion.swaps import Swap, other_sentences, shuffled, swaps_of
from models.fusion_results import FusionSentence, StrategyReading
from models.results import FloatArray


@dataclass(frozen=True)
class CompareResult:
    """Every strategy's reading, and its matches with all sentences."""

    heard: FusionSentence
    readings: tuple[StrategyReading, ...]
    swaps: tuple[Swap, ...]
    sentences: tuple[str, ...]  # the person's own, the other one if any, swaps, shuffled, unrelated
    logits: tuple[FloatArray, ...]  # (sentences,) per strategy, calibrated

    @property
    def matches(self) -> tuple[FloatArray, ...]:
        """(sentences,) per strategy, 0..1."""
        return tuple(map(match_of, self.logits))


async def compare(fusion: FusionService, sample: Sample, other: str) -> CompareResult:
    """Nine readings, and nine times a handful of sentences; `other` is one more sentence, or nothing.

    One place in the queue: who gets it gets the whole answer, and others are told at once to come back.
    """
    await fusion.models()
    with fusion.together():
        heard = await fusion.hear(sample.sentence)
        swaps = swaps_of(sample.sentence, heard.words)
        sentences = _sentences(sample.sentence, other, heard, swaps)
        found = await fusion.compare(sample, sentences)
    return CompareResult(heard, found.readings, swaps, sentences, found.logits)


def _sentences(own: str, other: str, heard: FusionSentence, swaps: tuple[Swap, ...]) -> tuple[str, ...]:
    listed = [own, *([other] if other else []), *(each.sentence for each in swaps)]
    if len(heard.words) > 2:
        listed.append(shuffled(heard.words))
    return tuple(dict.fromkeys([*listed, *other_sentences(heard.words)]))
