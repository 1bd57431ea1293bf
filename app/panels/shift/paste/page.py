"""What the page of `paste` shows: the thing at every place, the class, and where it is seen."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.overlay import OverBox, Overlay
from app.panels.shift.paste.result import EDGES, PasteResult
from app.panels.shift.scene import ShiftScene
from app.render.heatmap import heat_png
from app.render.jpeg import jpeg_uri
from app.render.png import data_uri
from models.class_names import class_name
from models.paste import Placement


@dataclass(frozen=True)
class PasteCard:
    """The thing at one place."""

    name: str
    picture: str
    heat: str | None  # None where the class is seen nowhere
    top: str
    top_probability: str
    kept: bool  # whether the top class is the whole photo's
    probability: float
    probability_text: str
    inside: str
    frame: tuple[float, float, float, float]  # x, y, width, height of the box, of 100


@dataclass(frozen=True)
class PastePage:
    """What the template reads."""

    name: str  # of the whole photo's class
    cards: tuple[PasteCard, ...]
    told: str
    edges: tuple[tuple[str, int], ...]  # parameter, per cent
    drawn: bool
    again: str  # address without a box
    size: int


def draw_paste(result: PasteResult, scene: ShiftScene) -> PastePage:
    """A card per place."""
    t, report = scene.t, result.report
    classes = result.plan.classifier.shape[0]
    name = class_name(report.class_index, classes, t.tag)
    return PastePage(
        name=name,
        cards=tuple(_card(each, result, scene) for each in report.placements),
        told=_told(result, name, scene),
        edges=tuple((edge, round(100 * value)) for edge, value in zip(EDGES, report.box, strict=True)),
        drawn=result.drawn,
        again=scene.href(**dict.fromkeys(EDGES)),
        size=result.plan.size,
    )


def paste_overlay(result: PasteResult, scene: ShiftScene) -> Overlay:
    """The box over the photo."""
    caption = scene.t(f"shift.paste.caption.{'drawn' if result.drawn else 'found'}")
    return Overlay(caption=caption, boxes=(OverBox("field", result.report.box, caption),))


def _card(each: Placement, result: PasteResult, scene: ShiftScene) -> PasteCard:
    t, size = scene.t, result.plan.size
    left, top, right, bottom = (100 * edge for edge in each.box)
    return PasteCard(
        each.name,
        jpeg_uri(each.pixels),
        data_uri(heat_png(each.heat, 1.0, size, size)) if each.heat.any() else None,
        class_name(each.top, result.plan.classifier.shape[0], t.tag),
        t.sure(each.top_probability),
        each.top == result.report.class_index,
        each.probability,
        t.sure(each.probability),
        t.percent(each.inside),
        (left, top, right - left, bottom - top),
    )


def _told(result: PasteResult, name: str, scene: ShiftScene) -> str:
    t, pasted = scene.t, result.report.pasted
    shares = [each.probability for each in pasted]
    inside = [each.inside for each in pasted]
    told = t(
        "shift.paste.told",
        name=name,
        kept=sum(each.top == result.report.class_index for each in pasted),
        total=len(pasted),
        low=t.sure(min(shares)),
        high=t.sure(max(shares)),
        inside_low=t.percent(min(inside)),
        inside_high=t.percent(max(inside)),
        area=t.percent(result.report.area),
    )
    shrunk = result.report.shrunk
    made_smaller = t("shift.paste.shrunk", share=t.percent(shrunk))
    return told if shrunk > 0.995 else f"{told} {made_smaller}"
