"""What the template of `hub` reads: the field, and a reading drawn as match, words, layers and heads."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.panels.fusion.hub.drawing import (
    COSINES,
    GAP,
    Scale,
    framed_uri,
    head_maps,
    mosaic_uri,
    scale_of,
    shown_maps,
    written,
)
from app.panels.fusion.hub.result import HubFindings
from app.panels.fusion.scene import FusionScene
from app.panels.overlay import OverBox, Overlay, OverScale
from app.render.heatmap import scale_png
from app.render.png import data_uri
from app.web.errors import ErrorView, view_error
from models.hub.frame import WHOLE
from models.hub_results import HubReading, MapKind
from models.lab_results.maps import Box
from models.results import FloatArray, WordKind


@dataclass(frozen=True)
class Pick:
    """One choice of a row of choices; `value` is the end of its locale key, or a number."""

    value: str
    href: str
    current: bool


@dataclass(frozen=True)
class HubWord:
    """One word, its map over the photo, and the map's highest value."""

    text: str
    href: str
    current: bool
    heat: str
    highest: str


@dataclass(frozen=True)
class RivalRow:
    """One sentence and its match."""

    sentence: str
    match: float
    written: str
    own: bool


@dataclass(frozen=True)
class HeadMosaic:
    """Layers x heads of the chosen word as one picture; `held` is what is chosen in it, in pixels."""

    picture: str
    width: int
    height: int
    held: tuple[int, int, int, int] | None  # x, y, width, height
    layers: tuple[Pick, ...]
    heads: tuple[Pick, ...]
    all_layers: str
    all_heads: str
    elsewhere: str  # share of attention that goes to the class token


@dataclass(frozen=True)
class HubRead:
    """One reading, drawn."""

    kind: str
    match: float
    match_text: str
    logit: str
    cosine: str | None
    unread: str | None  # the rest of a sentence that is too long
    strange: tuple[str, ...]  # words that the checkpoint may never have learned
    rivals: tuple[RivalRow, ...]
    maps: tuple[Pick, ...]
    map_name: str
    fits: tuple[Pick, ...]
    frame: Box | None  # where the model does not see the whole photo
    whole: HubWord
    words: tuple[HubWord, ...]
    chosen: str  # the word, or nothing for the sentence
    mosaic: HeadMosaic | None
    parameters: str  # millions
    size: int
    grid: str
    layers: int
    heads: int
    milliseconds: str


@dataclass(frozen=True)
class HubPage:
    """The field, what there is to choose from, and the reading where there is one."""

    installed: bool
    downloads: bool
    model: str
    names: tuple[Pick, ...]
    error: ErrorView | None
    read: HubRead | None = None


def hub_page(findings: HubFindings, scene: FusionScene) -> HubPage:
    """The field, and below it what there is."""
    state, model, error = findings.state, scene.query.model, findings.error
    picks = tuple(Pick(name, scene.href(model=name, layer=None, head=None), name == model) for name in state.names)
    told = view_error(error, scene.t) if error else None
    page = HubPage(state.installed, state.downloads, model, picks, told)
    return replace(page, read=_read(findings.reading, scene)) if findings.reading else page


def hub_overlay(reading: HubReading, scene: FusionScene) -> Overlay:
    """The chosen map over the photo, and a frame around what the model sees of it."""
    t, kind, current = scene.t, _kind_of(reading, scene), _word_of(reading, scene)
    words, sentence = shown_maps(reading, kind, scene.query.layer, scene.query.head)
    one, scale = (sentence, scale_of(sentence, kind)) if current is None else (words[current], scale_of(words, kind))
    said = t("hub.whole_said") if current is None else f"“{reading.words[current].text}”"
    boxes = () if reading.frame == WHOLE else (OverBox("field", reading.frame, t("hub.window")),)
    return Overlay(
        caption=t(f"hub.caption.{kind.value}", word=said),
        picture=framed_uri(one, scale, reading.frame, scene.sample.width, scene.sample.height),
        crisp=False,
        strength=scene.query.strength,
        boxes=boxes,
        scale=OverScale(data_uri(scale_png()), written(scale.low, kind, t), written(scale.top, kind, t)),
    )


def _read(reading: HubReading, scene: FusionScene) -> HubRead:
    """All of it."""
    t, facts, kind = scene.t, reading.facts, _kind_of(reading, scene)
    words, sentence = shown_maps(reading, kind, scene.query.layer, scene.query.head)
    scale, current = scale_of(words, kind), _word_of(reading, scene)
    return HubRead(
        kind=facts.kind.value,
        match=reading.reading.match,
        match_text=t.sure(reading.reading.match),
        logit=t.number(reading.reading.logit, 2),
        cosine=None if reading.cosine is None else t.number(reading.cosine, 3),
        unread=None if reading.cut_at is None else reading.sentence[reading.cut_at :],
        strange=tuple(word.text for word in reading.words if word.kind is WordKind.UNKNOWN),
        rivals=_rivals(reading, scene),
        maps=tuple(Pick(each.kind.value, scene.href(maps=each.kind.value), each.kind is kind) for each in reading.maps),
        map_name=kind.value,
        fits=tuple(Pick(fit.value, scene.href(fit=fit.value), fit is reading.fit) for fit in facts.fits),
        frame=None if reading.frame == WHOLE else reading.frame,
        whole=_word("", sentence, scale_of(sentence, kind), None, current is None, reading, scene),
        words=tuple(
            _word(word.text, one, scale, index, index == current, reading, scene)
            for index, (word, one) in enumerate(zip(reading.words, words, strict=True))
        ),
        chosen="" if current is None else reading.words[current].text,
        mosaic=_mosaic(reading, kind, current, scene),
        parameters=t.number(facts.parameters / 1e6, 1),
        size=facts.size,
        grid=f"{facts.grid[0]} × {facts.grid[1]}",
        layers=facts.layers,
        heads=facts.heads,
        milliseconds=t.number(reading.reading.milliseconds, 0),
    )


def _kind_of(reading: HubReading, scene: FusionScene) -> MapKind:
    """The kind of map asked for, or the first of the checkpoint's family."""
    asked = scene.query.maps
    return reading.map_of(MapKind(asked)).kind if asked else reading.maps[0].kind


def _word_of(reading: HubReading, scene: FusionScene) -> int | None:
    """The word asked for; None: the whole sentence."""
    asked = scene.query.word
    return asked if asked is not None and asked < len(reading.words) else None


def _word(
    text: str, one: FloatArray, scale: Scale, index: int | None, current: bool, reading: HubReading, scene: FusionScene
) -> HubWord:
    kind = _kind_of(reading, scene)
    heat = framed_uri(one, scale, reading.frame, scene.sample.width, scene.sample.height)
    return HubWord(text, scene.href(word=index), current, heat, written(float(one.max()), kind, scene.t))


def _rivals(reading: HubReading, scene: FusionScene) -> tuple[RivalRow, ...]:
    rows = [(reading.sentence, reading.reading.match, True)]
    rows += [(rival.sentence, rival.match, False) for rival in reading.rivals]
    return tuple(
        RivalRow(sentence, match, scene.t.sure(match), own)
        for sentence, match, own in sorted(rows, key=lambda row: -row[1])
    )


def _mosaic(reading: HubReading, kind: MapKind, word: int | None, scene: FusionScene) -> HeadMosaic | None:
    maps = None if kind in COSINES else head_maps(reading, kind, word)
    if maps is None:
        return None
    query, (layers, heads) = scene.query, maps.shape[:2]
    left, top, right, bottom = reading.frame
    aspect = (right - left) * reading.width / ((bottom - top) * reading.height)
    picture, across, down = mosaic_uri(maps, scale_of(maps, kind), aspect)
    return HeadMosaic(
        picture,
        heads * across,
        layers * down,
        _held(query.layer, query.head, layers, heads, across, down),
        tuple(Pick(str(n + 1), scene.href(layer=n), n == query.layer) for n in range(layers)),
        tuple(Pick(str(n + 1), scene.href(head=n), n == query.head) for n in range(heads)),
        scene.href(layer=None),
        scene.href(head=None),
        scene.t.percent(_elsewhere(reading, word)),
    )


def _held(
    layer: int | None, head: int | None, layers: int, heads: int, across: int, down: int
) -> tuple[int, int, int, int] | None:
    """The row, the column, or the tile that is chosen."""
    row = layer if layer is not None and layer < layers else None
    col = head if head is not None and head < heads else None
    if row is None and col is None:
        return None
    x, width = (0, heads * across) if col is None else (col * across, across)
    y, height = (0, layers * down) if row is None else (row * down, down)
    return x, y, width - GAP, height - GAP


def _elsewhere(reading: HubReading, word: int | None) -> float:
    if reading.elsewhere is None:
        return 0.0
    tokens = reading.elsewhere.mean((0, 1))
    return float(tokens[0] if word is None else np.dot(reading.pooling[word], tokens))
