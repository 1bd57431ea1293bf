"""The acceptance measurement: where words point, what is found and what is refused, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from models.attention import Attender
from models.evaluation.archive import Archive
from models.evaluation.captions import CaptionArchive
from models.evaluation.chinese import ChineseSources, measure_chinese, measure_chinese_swaps
from models.evaluation.large_things import measure_large_things
from models.evaluation.measure import Row
from models.evaluation.nonsense import measure_nonsense
from models.evaluation.parts import measure_parts
from models.evaluation.points import OtherWay, measure_points
from models.evaluation.readings import Readings
from models.evaluation.refusal import measure_refusal
from models.evaluation.report import EvaluationReport
from models.evaluation.steadiness import measure_steadiness
from models.evaluation.swaps import measure_swaps
from models.evaluation.two_things import measure_two_things
from models.evaluation.uncovered import measure_caption_words

Progress = Callable[[str], None]
CHINESE_SENTENCES, CHINESE_CAPTIONS = "Chinese sentences", "Chinese captions"  # names of two steps


def evaluate_archives(
    tar: Path,
    attender: Attender,
    captions: Path | None = None,
    others: Mapping[str, OtherWay] | None = None,
    seed: int = 0,
    progress: Progress = lambda _: None,
    chinese: ChineseSources | None = None,
    only: frozenset[str] = frozenset(),
) -> EvaluationReport:
    """Measure an attender on an archive of photos with boxes, and on Flickr8k's test split where `captions` holds it.

    `chinese` says where sentences in Chinese are; `others` are baselines: ways to point of a model of its own. `only`
    names the steps to take, where not all are. Raises InvalidInput when an archive cannot be read.
    """
    archive = Archive(tar)
    captioned = CaptionArchive(captions) if captions else None
    readings = Readings(archive, attender)
    steps: dict[str, Callable[[], list[Row]]] = {
        "pointing": lambda: measure_points(readings, others or {}),
        "two things": lambda: measure_two_things(readings),
        "parts": lambda: measure_parts(readings),
        "large things": lambda: measure_large_things(readings),
        "refusal": lambda: measure_refusal(readings, seed),
        "nonsense": lambda: measure_nonsense(readings, seed),
        "swaps": lambda: measure_swaps(readings, seed),
        "mirrored and half-size photos": lambda: measure_steadiness(readings),
    }
    if captioned is not None:
        steps["caption words"] = lambda: measure_caption_words(captioned, attender, seed)
    if chinese is not None and (sentences := chinese.sentences) is not None:
        steps[CHINESE_SENTENCES] = lambda: measure_chinese(readings, sentences, seed)
    if chinese is not None and (written := chinese.captions) is not None and captioned is not None:
        steps[CHINESE_CAPTIONS] = lambda: measure_chinese_swaps(captioned, written, attender)
    rows: list[Row] = []
    for name, measure in steps.items():
        if not only or name in only:
            progress(name)
            rows += measure()
    return EvaluationReport(len(archive.pairs), len(archive.photos), tuple(rows))
