"""What an evaluation found, as JSON and as a table for a terminal."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from models.evaluation.measure import Measure, Row

TITLES = {
    "pointing_all": "brightest place inside: all words",
    "pointing_people": "brightest place inside: people",
    "pointing_things": "brightest place inside: not people",
    "inside_all": "evidence inside the boxes: all words",
    "inside_people": "evidence inside the boxes: people",
    "inside_things": "evidence inside the boxes: not people",
    "two_things_own": '"a A and a B": brightest in its own thing',
    "two_things_other": '"a A and a B": brightest in the other one',
    "parts": "parts: brightest place on the part",
    "large_missed": "present and large, not found",
    "right_accepted": "right words accepted",
    "absent_refused": "absent words refused",
    "separation": "right above absent (AUC)",
    "nonsense_all": "nonsense and abstract words found",
    "nonsense_letters": "  of these: letters",
    "nonsense_keyboard": "  of these: rows of the keyboard",
    "nonsense_invented": "  of these: invented words",
    "nonsense_abstract": "  of these: abstract nouns",
    "nonsense_function-like": "  of these: function-like words",
    "colour_above": "colour swapped: true scored above",
    "colour_true_found": "colour swapped: true one found",
    "colour_still_found": "colour swapped: swapped one found",
    "action_above": "action swapped: true scored above",
    "action_true_found": "action swapped: true one found",
    "action_still_found": "action swapped: swapped one found",
    "mirrored_same": "mirrored photo: brightest place stays",
    "half_size_same": "half-size photo: brightest place stays",
    "caption_words_all": "caption words, true above absent (AUC)",
    "caption_words_covered": "  of these: the detector's 80 classes",
    "caption_words_uncovered": "  of these: words no class covers",
    "caption_words_scene": "    things: grass, snow, shirt, hat ...",
    "chinese_pointing_all": "Chinese: brightest place inside: all words",
    "english_pointing_all": "  the same in English: brightest place inside: all words",
    "chinese_pointing_things": "Chinese: brightest place inside: not people",
    "english_pointing_things": "  the same in English: brightest place inside: not people",
    "chinese_right_accepted": "Chinese: right words accepted",
    "english_right_accepted": "  the same in English: right words accepted",
    "chinese_absent_refused": "Chinese: absent words refused",
    "english_absent_refused": "  the same in English: absent words refused",
    "chinese_above_swapped": "Chinese: own caption above another photo's",
    "english_above_swapped": "  the same in English: own caption above another photo's",
}


@dataclass(frozen=True)
class EvaluationReport:
    """Everything `evaluate` prints."""

    words: int  # caption words with boxes
    photos: int  # of the archive
    rows: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain dictionaries; a row stands under its name."""
        named = {row.name: {"measure": asdict(row.measure), "baselines": _plain(row.baselines)} for row in self.rows}
        return {"words": self.words, "photos": self.photos, "rows": named}

    def as_table(self) -> str:
        """Text for a terminal."""
        lines = [f"{self.words} caption words with boxes; {self.photos} photos; 95 % intervals over photos", ""]
        return "\n".join(lines + [_line(row) for row in self.rows])


def _plain(baselines: dict[str, Measure]) -> dict[str, Any]:
    return {name: asdict(measure) for name, measure in baselines.items()}


def _line(row: Row) -> str:
    measure = row.measure
    others = ", ".join(f"{name} {percent(one.value)}" for name, one in row.baselines.items())
    return (
        f"{TITLES.get(row.name, row.name):42}{percent(measure.value):>8} "
        f"({percent(measure.low)} to {percent(measure.high)})  of {measure.trials}{'; ' if others else ''}{others}"
    )


def percent(share: float) -> str:
    """0.8123 -> `81.2 %`."""
    return f"{100 * share:.1f} %"
