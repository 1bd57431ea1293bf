"""What the template of the sub-view `trust` reads."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.layers.scene import LayersScene
from app.panels.layers.trust.cascade import Cascade, draw_cascade
from app.panels.layers.trust.curves import Curves, draw_curves
from app.panels.layers.trust.result import WORD, Subject, TrustFindings
from app.panels.layers.trust.work import WORD_ORDERS
from app.panels.overlay import Overlay, OverScale
from app.render.heatmap import heat_png, scale_png
from app.render.png import data_uri
from models.class_names import class_name
from models.faithfulness import RANDOM_ORDERS, photos_of_orders
from models.lab_results.classes import MapKind


@dataclass(frozen=True)
class Pick:
    """A map that can be checked, or a way to make it."""

    title: str
    href: str
    current: bool
    note: str = ""


@dataclass(frozen=True)
class TrustPage:
    """Everything the template reads; no `start_href` once the checks were asked for."""

    name: str
    of_word: bool
    score: str
    nothing: bool
    classes: tuple[Pick, ...]
    words: tuple[Pick, ...]
    kinds: tuple[Pick, ...]
    photos: int  # that are scored, of so many random orders
    orders: int
    stopped_at: int | None  # random orders that there are, where some are missing
    start_href: str | None
    curves: Curves | None
    cascade: Cascade | None
    api: str


def draw_trust(findings: TrustFindings, scene: LayersScene) -> TrustPage:
    """The choice of maps, and what the checks said as far as they are."""
    subject, checks = findings.subject, findings.checks
    orders = RANDOM_ORDERS if subject.word is None else WORD_ORDERS
    drawn = len(checks.report.random) if checks else orders
    return TrustPage(
        name=_name(findings, scene),
        of_word=subject.word is not None,
        score=scene.t.sure(subject.score),
        nothing=subject.nothing,
        classes=_classes(findings, scene),
        words=_words(findings, scene),
        kinds=_kinds(findings, scene),
        photos=photos_of_orders(orders),
        orders=orders,
        stopped_at=drawn if drawn < orders else None,
        start_href=None if scene.query.start or subject.nothing else _start_href(subject, scene),
        curves=draw_curves(checks, scene) if checks else None,
        cascade=draw_cascade(checks.cascade, scene) if checks and checks.cascade else None,
        api=scene.api("/trust", **_asked(subject)),
    )


def _caption(findings: TrustFindings, scene: LayersScene) -> str:
    t, subject, name = scene.t, findings.subject, _name(findings, scene)
    if subject.word is not None:
        return t("trust.caption_word", name=name)
    return t(f"trust.caption.{subject.kind}", name=name, stage=subject.stage)


def trust_overlay(findings: TrustFindings, scene: LayersScene) -> Overlay:
    """The map over the photo."""
    t, subject = scene.t, findings.subject
    peak = float(subject.heat.max())
    picture = None if subject.nothing else heat_png(subject.heat, peak, scene.sample.width, scene.sample.height)
    return Overlay(
        caption=_caption(findings, scene),
        picture=data_uri(picture) if picture else None,
        crisp=False,
        strength=scene.query.strength,
        scale=OverScale(data_uri(scale_png()), "0", t("trust.strongest")) if picture else None,
    )


def _start_href(subject: Subject, scene: LayersScene) -> str:
    """With the map named in full, so that this work is kept for whoever asks for the same."""
    kind = subject.kind.value if subject.word is None and subject.kind is MapKind.GRAD_CAM else None
    return scene.href(start=True, class_index=subject.class_index, kind=kind)


def _name(findings: TrustFindings, scene: LayersScene) -> str:
    """A word as it was written, a class as the reader's language calls it."""
    index = findings.subject.class_index
    return findings.subject.name if index is None else class_name(index, findings.known, scene.t.tag)


def _asked(subject: Subject) -> dict[str, object]:
    """The parameters that name this map."""
    if subject.word is not None:
        return {"of": f"{WORD}{subject.word}"}
    return {"class": subject.class_index, "kind": subject.kind.value, "stage": subject.stage}


def _classes(findings: TrustFindings, scene: LayersScene) -> tuple[Pick, ...]:
    """The most probable classes, and the chosen one where it is none of them."""
    subject = findings.subject
    picks = [
        Pick(
            class_name(each.index, findings.known, scene.t.tag),
            scene.href(class_index=each.index, of=None, start=False),
            each.index == subject.class_index,
            scene.t.sure(each.probability),
        )
        for each in findings.classes
    ]
    if subject.class_index is not None and not any(pick.current for pick in picks):
        href = scene.href(class_index=subject.class_index, of=None, start=False)
        picks.append(Pick(_name(findings, scene), href, True, scene.t.sure(subject.score)))
    return tuple(picks)


def _words(findings: TrustFindings, scene: LayersScene) -> tuple[Pick, ...]:
    """The words that were found in the photo."""
    return tuple(
        Pick(
            word.word.text,
            scene.href(of=f"{WORD}{index}", class_index=None, kind=None, start=False),
            index == findings.subject.word,
            scene.t.sure(word.score),
        )
        for index, word in enumerate(findings.attention.words)
        if word.found or index == findings.subject.word
    )


def _kinds(findings: TrustFindings, scene: LayersScene) -> tuple[Pick, ...]:
    """Ways to make a class's map, where there are two."""
    subject = findings.subject
    if subject.word is not None or not findings.exact_cam:
        return ()
    t = scene.t
    exact = Pick(t("trust.kind.cam"), scene.href(kind=None, stage=None, start=False), subject.kind is MapKind.CAM)
    grad = scene.href(kind=MapKind.GRAD_CAM.value, start=False)
    title = t("trust.kind.grad_cam", stage=scene.query.stage or "")
    return exact, Pick(title, grad, subject.kind is MapKind.GRAD_CAM)
