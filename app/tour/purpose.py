"""The third question's numbers: the same network as one that answers and as one that hands over."""

from __future__ import annotations

from app.language.i18n import Translator
from app.panels.encoder.caption.result import CaptionResult
from app.panels.layers.classes.result import ClassFindings
from app.panels.layers.maps.result import MapsFindings
from app.tour.convolution import LAST
from app.tour.measurement import Measurement, Reading, bucket
from models.class_activation import top_classes
from models.errors import BrokenInstall

ALWAYS = float("inf")


def _answer(found: ClassFindings, t: Translator) -> Reading:
    best = top_classes(found.look.photo, 1, t.tag)[0]
    values = {
        "name": best.name, "probability": t.sure(best.probability), "classes": t.grouped(found.look.photo.logits.size),
        "parameters": t.short(found.look.plan.parameters),
    }  # fmt: skip
    return Reading(values, bucket(best.probability, ("unsure", 0.5), ("likely", 0.9), ("sure", ALWAYS)))


def _tokens(found: MapsFindings, t: Translator) -> Reading:
    last = found.look.photo.stages[-1].maps
    channels, rows, cols = last.shape
    count = rows * cols
    values = {
        "tokens": count, "rows": rows, "cols": cols, "width": t.grouped(channels), "numbers": t.grouped(last.size),
        "pixels": t.grouped(found.look.plan.size**2), "classes": t.grouped(found.look.photo.logits.size),
    }  # fmt: skip
    return Reading(values, bucket(count, ("single", 2), ("dozens", 1000), ("pixels", ALWAYS)))


def _read(found: CaptionResult, t: Translator) -> Reading:
    """What was measured of the language model; this photo's own caption takes seconds, and is written in its view."""
    if found.table is None:
        raise BrokenInstall(
            "What the language model was measured to do is missing.",
            code="missing_weights",
            argument="captioner",
            hint="Install Fovea again, or restore models/weights from the repository.",
        )
    table = found.table
    values = {
        "places": found.facts.places, "vectors": t.grouped(found.facts.vectors), "photos": t.grouped(table.photos),
        "share": t.percent(table.better), "own": t.number(table.losses["own"].value),
        "without": t.number(table.losses["without"].value), "another": t.number(table.losses["another"].value),
    }  # fmt: skip
    return Reading(values, bucket(table.better, ("minority", 0.4), ("half", 0.6), ("most", ALWAYS)))


ANSWER = Measurement("answer", "layers", _answer, {"view": "class"})
TOKENS = Measurement("tokens", "layers", _tokens, {"view": "maps", "stage": LAST, "channel": "pca"})
READ = Measurement("read", "encoder", _read, {"view": "caption"})
LABELS = Measurement("labels", "layers", _answer, {"view": "class"})
