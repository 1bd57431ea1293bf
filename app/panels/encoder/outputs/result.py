"""What `outputs` finds: the answers of end models, what an encoder hands over, and what a sentence changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines import Engines
from app.panels.encoder.query import EncoderQuery
from app.samples.sample import Sample
from models.encoder.forms import fingerprint, sequence_of
from models.encoder.identities import cell_logits, identities
from models.encoder_results import EncodedPhoto, FoundThing, Identities, Regions
from models.fusion.swaps import Swap, other_sentences, swaps_of
from models.results import FloatArray, SentenceAttention


@dataclass(frozen=True)
class SentenceRun:
    """One sentence beside the photo: the encoder run for it, and what the words' cross-attention makes of both."""

    sentence: str
    features: str  # fingerprint of the grid
    match: float | None
    fused: str  # fingerprint of all words' evidence


@dataclass(frozen=True)
class OutputsResult:
    """Everything on one photo at one size."""

    encoded: EncodedPhoto
    found: tuple[FoundThing, ...]
    regions: Regions
    cells: FloatArray  # (rows cols, classes), the classifier on every cell
    identities: Identities
    runs: tuple[SentenceRun, SentenceRun]  # the person's own sentence, the other one
    swaps: tuple[Swap, ...]


async def find_outputs(sample: Sample, query: EncoderQuery, engines: Engines) -> OutputsResult:
    """One run at this size for each sentence; `query.other` is a sentence, or nothing for one swapped word."""
    encoder, size = engines.encoder, query.pixels
    encoded = await encoder.encode(sample, size, sample.sentence)
    classifier = (await encoder.models()).classifier
    attention = await engines.attention.attention(sample)
    words = tuple(each.word for each in attention.words)
    swaps = swaps_of(sample.sentence, words)
    other = query.other or next(iter(each.sentence for each in swaps), other_sentences(words)[0])
    cells, holds = await engines.runner.run(
        lambda: (cell_logits(sequence_of(encoded.grid), classifier), identities(encoded, classifier)),
        key=("encoder identities", sample.photo_id, size),
    )
    return OutputsResult(
        encoded,
        await encoder.detect(sample),
        await encoder.regions(sample, size, query.by),
        cells,
        holds,
        (await _run(sample, query, engines), await _run(sample.with_sentence(other), query, engines)),
        swaps,
    )


async def _run(sample: Sample, query: EncoderQuery, engines: Engines) -> SentenceRun:
    encoded = await engines.encoder.encode(sample, query.pixels, sample.sentence)
    attention = await engines.attention.attention(sample)
    return SentenceRun(sample.sentence, fingerprint(encoded.grid), attention.match, fingerprint(_evidence(attention)))


def _evidence(attention: SentenceAttention) -> FloatArray:
    return np.stack([word.evidence for word in attention.words])
