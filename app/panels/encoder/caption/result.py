"""What `caption` finds: what the language model is given, and what it has written so far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.engines.captions import WORK, CaptionJob
from app.panels.encoder.query import EncoderQuery
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.captioner.projector import CAPTIONER
from models.captioner.results import Caption, Given
from models.captioner.table import CaptionerTable, captioner_table
from models.weights import manifest

GIVEN = "given"  # the parameter in the address


@dataclass(frozen=True)
class Facts:
    """What was trained, and the words around the photo's places."""

    places: int
    width: int  # numbers of a place, from the CNN
    vectors: int  # numbers of a word
    trained: int  # numbers that were trained
    captions: int  # that it was trained on
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def side(self) -> int:
        """Places a side."""
        return round(math.sqrt(self.places))

    @property
    def total(self) -> int:
        """Tokens before the caption."""
        return len(self.before) + self.places + len(self.after)


@dataclass(frozen=True)
class CaptionResult:
    """No caption where none was asked for, or nothing is written yet."""

    installed: bool
    given: Given
    facts: Facts
    caption: Caption | None
    table: CaptionerTable | None


def given_of(query: EncoderQuery) -> Given:
    """The sample's photo where the address says nothing else."""
    named = query.get(GIVEN)
    return Given(named) if named in tuple(Given) else Given.PHOTO


def caption_job(sample: Sample, given: Given) -> CaptionJob:
    """What the address asks for."""
    return CaptionJob(sample.photo_id, given)


def read_facts() -> Facts:
    """From the manifest; nothing is loaded."""
    config: dict[str, Any] = manifest()["weights"][CAPTIONER]["config"]
    numbers = {name: int(config[name]) for name in ("places", "width", "vectors", "trained", "captions")}
    return Facts(before=tuple(config["before"]), after=tuple(config["after"]), **numbers)


async def find_caption(sample: Sample, given: Given, engines: Engines, grown: Growth) -> CaptionResult:
    """What there is; a caption that was written lately is shown without asking for it."""
    captions = engines.captions
    caption = grown.get(WORK) or captions.kept(caption_job(sample, given))
    table = await engines.runner.run(captioner_table)
    return CaptionResult(captions.source.installed(), given, read_facts(), caption, table)
