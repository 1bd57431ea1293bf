"""From a map and its checks to the view of the sub-view `trust`."""

from __future__ import annotations

from app.panels.layers.scene import LayersScene
from app.panels.layers.trust_cascade import draw_cascade
from app.panels.layers.trust_curves import draw_curves
from app.panels.layers.trust_query import WORD
from app.panels.layers.trust_result import Subject, TrustResult
from app.panels.layers.trust_view import Pick, Progress, TrustPage
from app.panels.overlay import Overlay, OverScale
from app.render.heatmap import heat_png, scale_png
from app.render.png import data_uri
from models.class_names import class_name
from models.lab_results.classes import MapKind


def draw_trust(result: TrustResult, scene: LayersScene) -> TrustPage:
    """The choice of maps, and what the checks said as far as they are."""
    subject, checks = result.subject, result.checks
    under_way = result.asked and checks is None and not subject.nothing
    return TrustPage(
        name=_name(result, scene),
        of_word=subject.word is not None,
        score=scene.t.sure(subject.score),
        nothing=subject.nothing,
        classes=_classes(result, scene),
        words=_words(result, scene),
        kinds=_kinds(result, scene),
        start_href=None if result.asked or subject.nothing else scene.href(run="1"),
        plain_href=scene.href(run="all"),
        progress=_progress(result, scene) if under_way else None,
        curves=draw_curves(checks, scene) if checks else None,
        cascade=draw_cascade(checks.cascade, scene) if checks and checks.cascade else None,
        api=scene.api("/trust", **_asked(subject)),
    )


def _caption(result: TrustResult, scene: LayersScene) -> str:
    t, subject, name = scene.t, result.subject, _name(result, scene)
    if subject.word is not None:
        return t("trust.caption_word", name=name)
    return t(f"trust.caption.{subject.kind}", name=name, stage=subject.stage)


def trust_overlay(result: TrustResult, scene: LayersScene) -> Overlay:
    """The map over the photo."""
    t, subject = scene.t, result.subject
    peak = float(subject.heat.max())
    picture = None if subject.nothing else heat_png(subject.heat, peak, scene.sample.width, scene.sample.height)
    return Overlay(
        caption=_caption(result, scene),
        picture=data_uri(picture) if picture else None,
        crisp=False,
        strength=scene.query.strength,
        scale=OverScale(data_uri(scale_png()), "0", t("trust.strongest")) if picture else None,
    )


def _name(result: TrustResult, scene: LayersScene) -> str:
    """A word as it was written, a class as the reader's language calls it."""
    index = result.subject.class_index
    return result.subject.name if index is None else class_name(index, result.known, scene.t.tag)


def _asked(subject: Subject) -> dict[str, object]:
    """The parameters that name this map."""
    if subject.word is not None:
        return {"of": f"{WORD}{subject.word}"}
    return {"class": subject.class_index, "kind": subject.kind.value, "stage": subject.stage}


def _classes(result: TrustResult, scene: LayersScene) -> tuple[Pick, ...]:
    """The most probable classes, and the chosen one where it is none of them."""
    subject = result.subject
    picks = [
        Pick(
            class_name(each.index, result.known, scene.t.tag),
            scene.href(class_index=each.index, of=None, run=None),
            each.index == subject.class_index,
            scene.t.sure(each.probability),
        )
        for each in result.classes
    ]
    if subject.class_index is not None and not any(pick.current for pick in picks):
        href = scene.href(class_index=subject.class_index, of=None, run=None)
        picks.append(Pick(_name(result, scene), href, True, scene.t.sure(subject.score)))
    return tuple(picks)


def _words(result: TrustResult, scene: LayersScene) -> tuple[Pick, ...]:
    """The words that were found in the photo."""
    return tuple(
        Pick(
            word.word.text,
            scene.href(of=f"{WORD}{index}", class_index=None, kind=None, run=None),
            index == result.subject.word,
            scene.t.sure(word.score),
        )
        for index, word in enumerate(result.attention.words)
        if word.found or index == result.subject.word
    )


def _kinds(result: TrustResult, scene: LayersScene) -> tuple[Pick, ...]:
    """Ways to make a class's map, where there are two."""
    subject = result.subject
    if subject.word is not None or not result.exact_cam:
        return ()
    t = scene.t
    exact = Pick(t("trust.kind.cam"), scene.href(kind=None, stage=None, run=None), subject.kind is MapKind.CAM)
    grad = scene.href(kind=MapKind.GRAD_CAM.value, run=None)
    title = t("trust.kind.grad_cam", stage=scene.query.stage or "")
    return exact, Pick(title, grad, subject.kind is MapKind.GRAD_CAM)


def _progress(result: TrustResult, scene: LayersScene) -> Progress:
    percent = round(100 * result.done / result.total)
    return Progress(result.done, result.total, percent, scene.href(run="1"), scene.href(run="all"))
