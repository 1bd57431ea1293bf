"""The guided tour: one list. A new step is a line here and its words in the locales (`tour.steps.NAME`)."""

from __future__ import annotations

from dataclasses import dataclass

from app.tour import convolution, meeting, purpose
from app.tour.measurement import Measurement


@dataclass(frozen=True)
class Step:
    """What is shown, what is lit up, and which guesses are offered before the measurement answers."""

    measurement: Measurement  # its address is the step's view
    lights: str  # CSS selectors of what is spoken of
    guesses: tuple[str, ...]  # one of them is what the measurement calls right
    veiled: bool = True  # what is lit says the answer: it is blurred until somebody guessed

    @property
    def name(self) -> str:
        """Of its words in the locale."""
        return self.measurement.name


STEPS = (
    Step(convolution.LOCAL, ".conv-sum, .conv-out", ("window", "row", "all")),
    Step(convolution.SHARED, ".squares, .ways", ("hundred", "thousands", "millions")),
    Step(convolution.EQUIVARIANCE, ".shift-trio, #shift-move .shift-told", ("exactly", "nearly", "no")),
    Step(convolution.POOLING, ".pool-cards, .shift-cause", ("strided", "max", "average")),
    Step(convolution.INVARIANCE, "#shift-network .chart, #shift-network .shift-told", ("yes", "no")),
    Step(convolution.FIELD, "#over .is-field, .close-up", ("all", "half", "tenth"), veiled=False),
    Step(convolution.HIERARCHY, ".strip", ("first", "same", "last"), veiled=False),
    Step(purpose.ANSWER, ".class-bars", ("sure", "likely", "unsure")),
    Step(meeting.WORDS, "#sentence, #stage", ("tenth", "third", "most"), veiled=False),
    Step(meeting.SWAP, ".fusion-cards", ("all", "most", "minority")),
    Step(meeting.HEADS, ".head-grid", ("hardly", "some", "most")),
    Step(purpose.TOKENS, "#over, .colours", ("single", "dozens", "pixels"), veiled=False),
    Step(purpose.READ, ".caption-sequence, .caption-measured", ("most", "half", "minority")),
)
