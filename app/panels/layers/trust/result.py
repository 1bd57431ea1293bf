"""What the sub-view `trust` shows: a map, and what the checks made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.class_maps import class_of, find_class_map
from app.panels.layers.query import LayersQuery
from app.panels.layers.subview import last_stage
from app.panels.query import whole_number
from app.samples.sample import Sample
from models.class_activation import class_score, top_classes
from models.errors import InvalidArgument
from models.lab_results.classes import ClassScore, MapKind
from models.lab_results.trust import FaithfulnessReport, RandomisationReport
from models.results import FloatArray, Pixels, SentenceAttention

WORD = "word:"
CLASSES = 3  # that can be chosen here; every other one by its link


@dataclass(frozen=True)
class Subject:
    """The map that is checked."""

    name: str  # of the class or the word
    heat: FloatArray  # (rows, cols), not negative
    score: float  # of the untouched photo
    word: int | None = None
    class_index: int | None = None
    kind: MapKind = MapKind.CAM
    stage: str = ""

    @property
    def nothing(self) -> bool:
        """Whether there is no map to check."""
        return not bool(self.heat.any())


@dataclass(frozen=True)
class Checks:
    """What the checks said."""

    report: FaithfulnessReport
    removed: tuple[Pixels, ...]  # the photo at some of the steps, first places first
    given: tuple[Pixels, ...]
    fractions: tuple[float, ...]  # of those steps
    cascade: RandomisationReport | None = None  # classes only: a word's map comes from another network


@dataclass(frozen=True)
class TrustFindings:
    """A map with its checks, as far as they are."""

    subject: Subject
    classes: tuple[ClassScore, ...]  # the most probable ones
    known: int  # classes of the network
    attention: SentenceAttention
    exact_cam: bool
    checks: Checks | None = None


def read_word(query: LayersQuery) -> int | None:
    """Which word's evidence is checked, by `of=word:3`; None for a class's map. Raises InvalidArgument."""
    of = query.get("of")
    if not of:
        return None
    number = whole_number(of.removeprefix(WORD)) if of.startswith(WORD) else None
    if number is None or number < 0:
        hint = f"Write {WORD}0 for the first word, or leave it out for a class."
        raise InvalidArgument(f"{of[:20]} names no word.", code="no_such_subject", argument="of", hint=hint, of=of[:20])
    return number


async def find_trust(sample: Sample, query: LayersQuery, engines: Engines, checks: Checks | None) -> TrustFindings:
    """The map, and the others that can be checked; `checks` is what there is of them."""
    look = await engines.lab.look(sample, query.net)
    return TrustFindings(
        subject=await find_subject(sample, query, engines),
        classes=top_classes(look.photo, CLASSES),
        known=len(look.photo.logits),
        attention=await engines.attention.attention(sample),
        exact_cam=look.plan.exact_cam,
        checks=checks,
    )


async def find_subject(sample: Sample, query: LayersQuery, engines: Engines) -> Subject:
    """The word's evidence, or the map that the sub-view `class` shows for the same address; raises InvalidArgument."""
    word = read_word(query)
    if word is not None:
        return _of_word(await engines.attention.attention(sample), word)
    look = await engines.lab.look(sample, query.net)
    index = class_of(look, query)
    score = class_score(look.photo, index)
    made = await find_class_map(engines.runner, sample, look, index, query)
    return Subject(score.name, made.heat, score.probability, None, index, made.kind, made.stage)


def check_alone(query: LayersQuery) -> None:
    """Raises InvalidArgument where a word is asked for and something that only classes have."""
    of_classes = {"class": query.class_index, "kind": query.get("kind"), "stage": query.stage}
    also = next((name for name, value in of_classes.items() if value not in (None, "")), None)
    if read_word(query) is not None and also:
        raise InvalidArgument(
            f"A word's map has no {also}.",
            code="word_or_class",
            argument=also,
            hint="Ask for a word, or for a class with its kind and stage.",
            also=also,
        )


def settle_class(look: Look, query: LayersQuery) -> LayersQuery:
    """The same question with its class and stage named, so that it is one question however it is asked."""
    if read_word(query) is not None:
        return query
    return replace(query, class_index=class_of(look, query), stage=query.stage or last_stage(look.plan))


def _of_word(attention: SentenceAttention, index: int) -> Subject:
    if index >= len(attention.words):
        raise InvalidArgument(
            f"The sentence has {len(attention.words)} words.",
            code="no_such_word",
            argument="of",
            hint="Choose another word.",
            count=len(attention.words),
        )
    word = attention.words[index]
    return Subject(word.word.text, word.evidence, word.score, word=index)
