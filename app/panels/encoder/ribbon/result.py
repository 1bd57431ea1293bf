"""What `ribbon` finds: the tokens of one to three photos and a sentence in one row, and what must hold of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines import Engines
from app.panels.encoder.query import EncoderQuery, Way
from app.samples.sample import Sample
from models.encoder.forms import fingerprint, sequence_of
from models.encoder.photo_tokens_table import TokensTable, tokens_table
from models.encoder.resampler import Resampler, places
from models.encoder.ribbon import gated, pooled_tokens
from models.encoder_results import EncodedPhoto
from models.errors import NotFound
from models.results import FloatArray
from models.text.embeddings import embedded
from models.text.tokens import token_texts, tokenise


@dataclass(frozen=True)
class RibbonPhoto:
    """One photo as k tokens."""

    sample: Sample
    grid: FloatArray  # (D, rows, cols)
    tokens: FloatArray  # (k, width)
    attention: FloatArray | None  # (k, rows cols) of the resampler


@dataclass(frozen=True)
class RibbonLaws:
    """What must hold, as the largest difference that was found."""

    pooled: float  # mean of the pooled tokens against the pooled vector
    attention: float  # each query's attention sums to 1
    moved: float  # places shuffled together with their positions
    shut: float  # text at gate 0 against the text alone
    sizes: tuple[int, ...]  # tokens a photo at every size of the photo


@dataclass(frozen=True)
class RibbonResult:
    """The whole sequence."""

    photos: tuple[RibbonPhoto, ...]
    gone: int  # photos of the address that are not there any more
    pieces: tuple[str, ...]  # of the sentence, as the text model reads them
    text: str  # fingerprint of the text alone
    seen: str  # of the text that looked at the photos' tokens through the gate
    change: float  # how far it moved, as a share of its own length
    laws: RibbonLaws
    measured: TokensTable

    @property
    def visual(self) -> int:
        """Tokens of photos."""
        return sum(len(photo.tokens) for photo in self.photos)

    @property
    def separators(self) -> int:
        """One before and one after each photo."""
        return 2 * len(self.photos)

    @property
    def total(self) -> int:
        """Of everything."""
        return self.visual + self.separators + len(self.pieces)


async def find_ribbon(sample: Sample, query: EncoderQuery, engines: Engines) -> RibbonResult:
    """Everything that the model would receive; raises InvalidSentence where no word is there."""
    samples, gone = await _samples(sample, query, engines)
    encoded = [await engines.encoder.encode(each, query.pixels) for each in samples]
    other = (448, 448) if query.pixels != (448, 448) else (224, 224)
    larger = await engines.encoder.encode(sample, other)
    asking = (await engines.encoder.models()).resampler
    return await engines.runner.run(
        _result, asking, tuple(samples), tuple(encoded), larger, gone, query, sample.sentence
    )


async def _samples(sample: Sample, query: EncoderQuery, engines: Engines) -> tuple[list[Sample], int]:
    found, gone = [sample], 0
    for sample_id in query.photos:
        try:
            found.append(await engines.lab.sample(sample_id))
        except NotFound:
            gone += 1
    return found, gone


def _result(
    asking: Resampler,
    samples: tuple[Sample, ...],
    encoded: tuple[EncodedPhoto, ...],
    larger: EncodedPhoto,
    gone: int,
    query: EncoderQuery,
    sentence: str,
) -> RibbonResult:
    photos = tuple(_photo(asking, sample, each, query) for sample, each in zip(samples, encoded, strict=True))
    ids = tokenise(sentence).ids
    text, tokens = embedded(ids), np.concatenate([photo.tokens for photo in photos])
    seen = gated(text, tokens, float(query.gate))
    change = float(np.linalg.norm(seen - text) / np.linalg.norm(text))
    shut = float(np.abs(gated(text, tokens, 0.0) - text).max())
    laws = _laws(asking, encoded[0], larger, photos[0], query.count, shut)
    return RibbonResult(
        photos, gone, token_texts(ids), fingerprint(text), fingerprint(seen), change, laws, tokens_table()
    )


def _photo(asking: Resampler, sample: Sample, encoded: EncodedPhoto, query: EncoderQuery) -> RibbonPhoto:
    if query.way is Way.POOLED:
        return RibbonPhoto(sample, encoded.grid, pooled_tokens(encoded.grid, query.count), None)
    tokens, attention = resampled(asking, encoded.grid, query.count)
    return RibbonPhoto(sample, encoded.grid, tokens, attention)


def resampled(asking: Resampler, grid: FloatArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Tokens and attention of a grid."""
    return asking.ask(sequence_of(grid), places(*grid.shape[1:]), count)


def _laws(
    asking: Resampler, encoded: EncodedPhoto, larger: EncodedPhoto, photo: RibbonPhoto, count: int, shut: float
) -> RibbonLaws:
    _, attention = resampled(asking, encoded.grid, count)
    pooled = pooled_tokens(encoded.grid, count).mean(0)
    return RibbonLaws(
        pooled=float(np.abs(pooled - encoded.pooled).max()),
        attention=float(np.abs(attention.sum(1) - 1).max()),
        moved=asking.moved_apart(encoded.grid, count),
        shut=shut,
        sizes=(len(photo.tokens), len(resampled(asking, larger.grid, count)[0])),
    )
