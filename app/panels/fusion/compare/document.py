"""All strategies on one photo and sentence as JSON: the answer and its description at once."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.fusion.compare.result import CompareResult
from models.fusion.preference import NO_DIFFERENCE, Preference, preference
from models.fusion.swaps import Swap
from models.fusion_results import StrategyReading

DIGITS = 5


class StrategyMatchDocument(BaseModel):
    """One strategy on a photo and its sentence."""

    name: str
    match: float = Field(description="0..1; 0.5 is the threshold that was fitted on Flickr8k's dev split.")
    logit: float = Field(description="As the strategy gives it, before calibration.")
    looks: bool = Field(description="Whether it attends to places at all.")
    milliseconds: float = Field(description="Of the fusion alone.")
    links: dict[str, str]


class SentenceMatchDocument(BaseModel):
    """One sentence against all strategies, in the order of `strategies`."""

    sentence: str
    matches: list[float]
    logits: list[float] = Field(description="Calibrated: their sigmoid is the match.")
    prefers: list[Preference] = Field(
        description="Whether each strategy prefers the sample's own sentence (`true_one`), this one (`wrong_one`), or "
        "neither: their logits differ by less than the document's `no_difference`."
    )


class SwapDocument(BaseModel):
    """One word in place of another."""

    index: int
    before: str
    after: str
    sentence: str


class FusionDocument(BaseModel):
    """All strategies on one photo and sentence."""

    sentence: str
    words: list[str]
    strategies: list[StrategyMatchDocument]
    sentences: list[SentenceMatchDocument]
    swaps: list[SwapDocument]
    no_difference: float = Field(description="Differences of logits below this count as none.")


def compare_document(result: CompareResult, base: str) -> FusionDocument:
    """All strategies and all sentences; `base` is the address of this answer."""
    return FusionDocument(
        sentence=result.heard.sentence,
        words=[word.text for word in result.heard.words],
        strategies=[_match(reading, base) for reading in result.readings],
        sentences=[_sentence(place, sentence, result) for place, sentence in enumerate(result.sentences)],
        swaps=[_swap(each) for each in result.swaps],
        no_difference=NO_DIFFERENCE,
    )


def _match(reading: StrategyReading, base: str) -> StrategyMatchDocument:
    return StrategyMatchDocument(
        name=reading.name,
        match=round(reading.match, DIGITS),
        logit=round(reading.logit, DIGITS),
        looks=reading.maps is not None,
        milliseconds=round(reading.milliseconds, 2),
        links={"self": f"{base}/strategies/{reading.name}"},
    )


def _sentence(place: int, sentence: str, result: CompareResult) -> SentenceMatchDocument:
    return SentenceMatchDocument(
        sentence=sentence,
        matches=[round(float(each[place]), DIGITS) for each in result.matches],
        logits=[round(float(each[place]), DIGITS) for each in result.logits],
        prefers=[preference(float(each[0]), float(each[place])) for each in result.logits],
    )


def _swap(swap: Swap) -> SwapDocument:
    return SwapDocument(index=swap.index, before=swap.before, after=swap.after, sentence=swap.sentence)
