"""The checks of a map as plain numbers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from app.panels.layers.trust.result import Subject, TrustFindings
from models.faithfulness import Check, against_centre, against_random
from models.lab_results.trust import FaithfulnessCurve, FaithfulnessReport, RandomisationReport, RandomisationStep


class SubjectDocument(BaseModel):
    """The map that was checked: of a class or of a word."""

    model_config = ConfigDict(populate_by_name=True)
    class_: int | None = Field(None, alias="class")
    name: str | None = None
    kind: str | None = Field(None, description="`cam` or `grad_cam`")
    stage: str | None = None
    word: int | None = None
    text: str | None = None


class CurveDocument(BaseModel):
    """The score as places are taken away or given back in one order."""

    order: str = Field(description="`map`, `random` or `centre`")
    deletion: list[float]
    insertion: list[float]
    deletion_area: float = Field(description="Low is good.")
    insertion_area: float = Field(description="High is good.")


class AnswerDocument(BaseModel):
    """What the map is beside other orders; `unclear` where it cannot be told."""

    random: str = Field(description="`better`, `worse` or `unclear`: (1 + as_good) / (1 + orders) is at most 0.05.")
    as_good: int = Field(description="Random orders that do as well as the map, or better.")
    centre: str = Field(description="`unclear` within 2 standard deviations of a random order's area.")


class RandomOrdersDocument(BaseModel):
    """The random orders one by one; the curve `random` is their mean."""

    orders: int
    deletion_areas: list[float]
    insertion_areas: list[float]


class FaithfulnessDocument(BaseModel):
    """Deletion and insertion (Petsiuk et al. 2018)."""

    fractions: list[float] = Field(description="Of the photo, at every point of the curves.")
    score: float = Field(description="Of the untouched photo.")
    blank: float = Field(description="Of the wholly blurred photo.")
    curves: list[CurveDocument]
    random: RandomOrdersDocument
    deletion: AnswerDocument
    insertion: AnswerDocument


class RandomisedDocument(BaseModel):
    """The map after the weights from the classifier down to `stage` were shuffled."""

    stage: str
    nothing: bool
    rank_correlation: float
    similarity: float = Field(description="Structural similarity, -1..1.")
    probability: float


class RandomisationDocument(BaseModel):
    """The cascading check of Adebayo et al. 2018."""

    probability: float = Field(description="Of the class, with trained weights.")
    steps: list[RandomisedDocument]


class TrustDocument(BaseModel):
    """Whether a map says what the model looked at."""

    of: SubjectDocument
    nothing: bool = Field(description="The map is empty; there is nothing to check.")
    score: float
    faithfulness: FaithfulnessDocument | None
    randomisation: RandomisationDocument | None = Field(description="Class maps only.")


def trust_document(findings: TrustFindings) -> TrustDocument:
    """Curves, areas and the cascade; none for a map that shows nothing."""
    subject, checks = findings.subject, findings.checks
    return TrustDocument(
        of=_subject(subject),
        nothing=subject.nothing,
        score=subject.score,
        faithfulness=_faithfulness(checks.report) if checks else None,
        randomisation=_randomisation(checks.cascade) if checks and checks.cascade else None,
    )


def _subject(subject: Subject) -> SubjectDocument:
    if subject.word is not None:
        return SubjectDocument(word=subject.word, text=subject.name)
    return SubjectDocument(class_=subject.class_index, name=subject.name, kind=subject.kind.value, stage=subject.stage)


def _faithfulness(report: FaithfulnessReport) -> FaithfulnessDocument:
    return FaithfulnessDocument(
        fractions=report.fractions.tolist(),
        score=report.score,
        blank=report.blank,
        curves=[_curve(curve) for curve in report.curves],
        random=RandomOrdersDocument(
            orders=len(report.random),
            deletion_areas=[curve.deletion_area for curve in report.random],
            insertion_areas=[curve.insertion_area for curve in report.random],
        ),
        deletion=_answer(report, "deletion"),
        insertion=_answer(report, "insertion"),
    )


def _answer(report: FaithfulnessReport, check: Check) -> AnswerDocument:
    found = against_random(report, check)
    return AnswerDocument(random=found.answer, as_good=found.as_good, centre=against_centre(report, check))


def _curve(curve: FaithfulnessCurve) -> CurveDocument:
    return CurveDocument(
        order=curve.order,
        deletion=curve.deletion.tolist(),
        insertion=curve.insertion.tolist(),
        deletion_area=curve.deletion_area,
        insertion_area=curve.insertion_area,
    )


def _randomisation(report: RandomisationReport) -> RandomisationDocument:
    return RandomisationDocument(probability=report.probability, steps=[_randomised(step) for step in report.steps])


def _randomised(step: RandomisationStep) -> RandomisedDocument:
    return RandomisedDocument(
        stage=step.stage,
        nothing=step.nothing,
        rank_correlation=step.rank_correlation,
        similarity=step.similarity,
        probability=step.probability,
    )
