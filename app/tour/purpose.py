"""The third question's numbers: the same network as one that answers and as one that hands over."""

from __future__ import annotations

from app.language.i18n import Translator
from app.panels.layers.classes.result import ClassFindings
from app.panels.layers.maps.result import MapsFindings
from app.tour.convolution import LAST
from app.tour.measurement import Measurement, Reading, bucket
from models.class_activation import top_classes

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


ANSWER = Measurement("answer", "layers", _answer, {"view": "class"})
TOKENS = Measurement("tokens", "layers", _tokens, {"view": "maps", "stage": LAST, "channel": "pca"})
LABELS = Measurement("labels", "layers", _answer, {"view": "class"})
