"""The three questions of the subject: what each states, and the measurement that proves it on this photo."""

from __future__ import annotations

from dataclasses import dataclass

from app.tour import convolution, meeting, purpose
from app.tour.measurement import Measurement


@dataclass(frozen=True)
class Question:
    """One of the three; its words are `questions.NAME`, those of its statements `questions.said.NAME`."""

    name: str
    statements: tuple[Measurement, ...]


QUESTIONS = (
    Question(
        "networks",
        (
            convolution.LOCAL,
            convolution.SHARED,
            convolution.EQUIVARIANCE,
            convolution.POOLING,
            convolution.INVARIANCE,
            convolution.FIELD,
            convolution.HIERARCHY,
        ),
    ),
    Question(
        "fusion", (meeting.EARLY, meeting.LATE, meeting.INTERMEDIATE, meeting.ATTENTION, meeting.JOINT, meeting.SWAP)
    ),
    Question("purpose", (purpose.ANSWER, purpose.TOKENS, purpose.READ, purpose.LABELS, meeting.FROZEN, meeting.WORDS)),
)


def find_statement(name: str) -> Measurement | None:
    """The statement of this name."""
    return next((each for question in QUESTIONS for each in question.statements if each.name == name), None)
