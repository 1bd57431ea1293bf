"""The second question's numbers: how photo and sentence meet, on this photo and sentence and over the test split."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from app.language.i18n import Translator
from app.panels.fusion.compare.result import CompareResult
from app.panels.fusion.depth.drawing import NOTHING
from app.panels.fusion.depth.result import DepthResult
from app.panels.fusion.table.result import TableResult
from app.panels.words.scale import focus
from app.tour.measurement import Measurement, Reading, bucket
from models.errors import InvalidInput
from models.fusion.preference import Preference, preference
from models.fusion.reading import entropy
from models.results import SentenceAttention

ALWAYS = float("inf")


def _words(found: SentenceAttention, t: Translator) -> Reading:
    seen = [word for word in found.words if word.found]
    if not seen:
        raise _no_word()
    surest = max(seen, key=lambda word: word.score)
    share, area = focus(surest.evidence)
    values = {
        "word": surest.word.text, "score": t.sure(surest.score), "share": t.percent(share), "area": t.percent(area),
        "found": len(seen), "words": len(found.words),
    }  # fmt: skip
    return Reading(values, bucket(area, ("tenth", 0.1), ("third", 0.34), ("most", ALWAYS)))


def _swap(found: CompareResult, _t: Translator) -> Reading:
    swap = next(iter(found.swaps), None)
    changed = swap.sentence if swap else found.sentences[1]
    place = found.sentences.index(changed)
    given = [preference(float(logits[0]), float(logits[place])) for logits in found.logits]
    noticed = given.count(Preference.TRUE)
    values = {
        "changed": changed, "noticed": noticed, "total": len(given), "neither": given.count(Preference.NEITHER),
        "wrong": given.count(Preference.WRONG),
    }  # fmt: skip
    return Reading(values, bucket(noticed / len(given), ("minority", 0.5), ("most", 1.0), ("all", ALWAYS)))


def _heads(found: DepthResult, t: Translator) -> Reading:
    reading = found.reading
    assert reading is not None  # the address names a strategy that attends
    spread = np.concatenate([entropy(each.weights).ravel() for each in reading.attentions])
    nothing = int((spread > NOTHING).sum())
    values = {
        "strategy": t(f"fusion.names.{reading.name}"), "nothing": nothing, "heads": len(spread),
        "rule": t.percent(NOTHING), "sharpest": t.percent(float(spread.min())),
    }  # fmt: skip
    return Reading(values, bucket(nothing / len(spread), ("hardly", 1 / 3), ("some", 2 / 3), ("most", ALWAYS)))


def _row(name: str, found: TableResult, t: Translator) -> Reading:
    row = next(each for each in found.rows if each.name == name)
    spent, pointing = row.measured, row.pointing
    values = {
        "strategy": t(f"fusion.names.{name}"), "accuracy": _mean(row.accuracy.mean, t), "seeds": row.accuracy.seeds,
        "low": t.number(row.accuracy.low, 1), "high": t.number(row.accuracy.high, 1),
        "pointing": _mean(pointing.mean, t) if pointing else t("fusion.table.blind"),
        "milliseconds": t.number(spent.milliseconds), "parameters": t.short(row.parameters),
    }  # fmt: skip
    return Reading(values)


def _mean(value: float, t: Translator) -> str:
    return t("number.percent", value=t.number(value, 1))


def _of(name: str) -> Callable[[TableResult, Translator], Reading]:
    return partial(_row, name)


def _no_word() -> InvalidInput:
    hint = "Try a sentence that names what can be seen."
    return InvalidInput("No word of the sentence was found.", code="no_word_found", hint=hint, argument="sentence")


WORDS = Measurement("words", "words", _words)
SWAP = Measurement("swap", "fusion", _swap, {"view": "compare"})
HEADS = Measurement("heads", "fusion", _heads, {"view": "depth", "name": "multimodal"})
LATE = Measurement("late", "fusion", _of("late_dual"), {"view": "table"})
EARLY = Measurement("early", "fusion", _of("early"), {"view": "table"})
INTERMEDIATE = Measurement("intermediate", "fusion", _of("multi_scale"), {"view": "table"})
ATTENTION = Measurement("attention", "fusion", _of("cross_words"), {"view": "table"})
JOINT = Measurement("joint", "fusion", _of("multimodal"), {"view": "table"})
FROZEN = Measurement("frozen", "fusion", _of("co_attention"), {"view": "table"})
