"""What `flamingo` finds: which words are looked at, how far the gates are open, and what the reading has come to."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.engines.flamingo import WORK, GatedJob, Told, gated_job
from app.panels.encoder.query import EncoderQuery
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.captioner.gated.layers import GATED
from models.captioner.gated.results import GatedReading
from models.captioner.gated.table import GatedTable, gated_table
from models.errors import InvalidSentence
from models.weights import manifest

TOLD, OPEN, SAID, LAYER = "told", "open", "said", "layer"  # the parameters in the address
SHARES = ("0", "0.25", "0.5", "0.75", "1")  # of what the gates let pass as learnt
BLOCKS = 30  # of the language model
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True)
class GatedFacts:
    """What was trained."""

    places: int
    heads: int
    before: tuple[int, ...]  # blocks that a gated layer stands before, counted from 0
    passes: tuple[tuple[float, float], ...]  # tanh of both gates as learnt, a layer
    trained: int  # numbers that were trained
    captions: int  # that it was trained on
    steps: int

    @property
    def side(self) -> int:
        """Places a side."""
        return math.isqrt(self.places)


@dataclass(frozen=True)
class FlamingoResult:
    """No reading where none was asked for, or nothing is there yet."""

    installed: bool
    readable: bool  # whether the sentence has letters that the language model has learnt to read
    told: Told
    share: float
    facts: GatedFacts
    reading: GatedReading | None
    table: GatedTable | None


def readable(sentence: str) -> bool:
    """The language model has learnt English: a sentence without a Latin letter means nothing to it."""
    return bool(_LATIN.search(sentence))


def told_of(sample: Sample, query: EncoderQuery) -> Told:
    """The person's sentence where the address says nothing else and the language model can read it."""
    named = query.get(TOLD)
    if not readable(sample.sentence):
        return Told.CAPTION
    return Told(named) if named in tuple(Told) else Told.SENTENCE


def share_of(query: EncoderQuery) -> float:
    """As learnt where the address says nothing else."""
    named = query.get(OPEN)
    return float(named) if named in SHARES else 1.0


def expect_readable(sample: Sample, told: Told) -> None:
    """Raises InvalidSentence where the person's own sentence is asked for and cannot be read."""
    if told is Told.SENTENCE and not readable(sample.sentence):
        raise InvalidSentence(
            "The language model reads English, and the sentence has no Latin letter.",
            code="not_english",
            argument="told",
            hint="Ask for told=caption, or send the photo with an English sentence.",
        )


def query_job(sample: Sample, query: EncoderQuery) -> GatedJob:
    """What the address asks for."""
    return gated_job(sample, told_of(sample, query), share_of(query))


def read_facts() -> GatedFacts:
    """From the manifest; nothing is loaded."""
    config: dict[str, Any] = manifest()["weights"][GATED]["config"]
    numbers = {name: int(config[name]) for name in ("places", "heads", "trained", "captions", "steps")}
    passes = tuple((float(ask), float(feed)) for ask, feed in config["passes"])
    return GatedFacts(before=tuple(config["before"]), passes=passes, **numbers)


async def find_flamingo(sample: Sample, told: Told, share: float, engines: Engines, grown: Growth) -> FlamingoResult:
    """What there is; a reading that was made lately is shown without asking for it."""
    flamingo = engines.flamingo
    reading = grown.get(WORK) or flamingo.kept(gated_job(sample, told, share))
    table = await engines.runner.run(gated_table)
    return FlamingoResult(flamingo.installed(), readable(sample.sentence), told, share, read_facts(), reading, table)
