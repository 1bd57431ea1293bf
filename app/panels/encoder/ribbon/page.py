"""What the template of `ribbon` reads: choices, photos, the ribbon, counts, and what must hold."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.choice import Choice
from app.panels.encoder.law import Law, within_rounding
from app.panels.encoder.query import GATES, MOST_PHOTOS, Way
from app.panels.encoder.ribbon.drawing import over_picture, ribbon_svg, tokens_uri
from app.panels.encoder.ribbon.result import RibbonResult
from app.panels.encoder.scene import EncoderScene
from app.panels.overlay import OverBox, Overlay, OverScale
from app.render.heatmap import scale_png
from app.render.png import data_uri
from app.samples.examples import EXAMPLES
from models.encoder.photo_tokens_table import COMMAND, WAYS, TokensTable
from models.encoder.ribbon import COUNTS, rectangles


@dataclass(frozen=True)
class PhotoCard:
    """One photo of the ribbon."""

    picture: str
    sentence: str
    tokens: str  # address of its tokens' picture
    square: bool
    remove: str | None  # address without it; None for the page's own


@dataclass(frozen=True)
class Offer:
    """A photo that can be added."""

    picture: str
    sentence: str
    href: str


@dataclass(frozen=True)
class TokensLine:
    """How often a caption finds its photo by k tokens; each a number and its interval."""

    count: int
    current: bool
    found: tuple[tuple[str, str], ...]  # pooled first and first ten, then asked for


@dataclass(frozen=True)
class TokensMeasured:
    """What training measured."""

    photos: str
    seeds: int
    chance: tuple[str, str]
    lines: tuple[TokensLine, ...]
    command: str


@dataclass(frozen=True)
class RibbonPage:
    """What the template reads."""

    counts: tuple[Choice, ...]
    ways: tuple[Choice, ...]
    gates: tuple[Choice, ...]
    queries: tuple[Choice, ...]  # where a resampler asks
    way: str
    photos: tuple[PhotoCard, ...]
    gone: int
    offers: tuple[Offer, ...]
    add: str
    ribbon: str
    count: int
    words: int
    separators: int
    total: int
    share: str
    pieces: tuple[str, ...]
    text: str
    seen: str
    change: str
    laws: tuple[Law, ...]
    measured: TokensMeasured
    json: str


def ribbon_page(result: RibbonResult, scene: EncoderScene) -> RibbonPage:
    """The whole sub-view."""
    t, query = scene.t, scene.query
    return RibbonPage(
        counts=tuple(Choice(str(each), scene.href(count=each), each == query.count) for each in COUNTS),
        ways=tuple(Choice(each.value, scene.href(way=each), each is query.way) for each in Way),
        gates=tuple(Choice(each, scene.href(gate=each), each == query.gate) for each in GATES),
        queries=_queries(scene),
        way=query.way.value,
        photos=_photos(result, scene),
        gone=result.gone,
        offers=_offers(result, scene),
        add=scene.to("/ribbon/photo"),
        ribbon=ribbon_svg(result, t("encoder.ribbon.drawn", total=result.total)),
        count=query.count,
        words=len(result.pieces),
        separators=result.separators,
        total=result.total,
        share=t.percent(result.visual / result.total),
        pieces=result.pieces,
        text=result.text,
        seen=result.seen,
        change=t.percent(result.change),
        laws=_laws(result),
        measured=_measured(result.measured, scene),
        json=scene.api("ribbon", photos=",".join(query.photos), k=query.count, way=query.way.value, gate=query.gate),
    )


def ribbon_overlay(result: RibbonResult, scene: EncoderScene) -> Overlay:
    """What one token of this photo stands for."""
    t, query, photo = scene.t, scene.query, result.photos[0]
    seen = over_picture(photo, query)
    if seen is None:
        boxes = tuple(OverBox("field", box) for box in rectangles(query.count))
        return Overlay(t("encoder.ribbon.over_pooled", count=query.count), boxes=boxes)
    picture, peak = seen
    number = min(query.query, query.count - 1)
    return Overlay(
        t("encoder.ribbon.over_query", number=number),
        picture,
        crisp=False,
        strength=query.strength,
        scale=OverScale(data_uri(scale_png()), "0", f"{t.number(peak, 1)} ×"),
    )


def _queries(scene: EncoderScene) -> tuple[Choice, ...]:
    query = scene.query
    if query.way is Way.POOLED:
        return ()
    chosen = min(query.query, query.count - 1)
    return tuple(Choice(str(each), scene.href(query=each), each == chosen) for each in range(query.count))


def _photos(result: RibbonResult, scene: EncoderScene) -> tuple[PhotoCard, ...]:
    cards = []
    for place, photo in enumerate(result.photos):
        others = tuple(each.sample.id for each in result.photos[1:] if each is not photo)
        remove = scene.href(photos=others) if place else None
        picture = f"{scene.scene.root}/photos/{photo.sample.photo_id}.jpg"
        cards.append(PhotoCard(picture, photo.sample.sentence, tokens_uri(photo), photo.attention is None, remove))
    return tuple(cards)


def _offers(result: RibbonResult, scene: EncoderScene) -> tuple[Offer, ...]:
    """Examples that are not in the ribbon yet, while there is room."""
    if len(result.photos) == MOST_PHOTOS:
        return ()
    shown, others = {each.sample.photo_id for each in result.photos}, [each.sample.id for each in result.photos[1:]]
    samples = [example.sample for example in EXAMPLES if example.sample.photo_id not in shown]
    root = scene.scene.root
    return tuple(
        Offer(f"{root}/photos/{each.photo_id}.jpg", each.sentence, scene.href(photos=(*others, each.id)))
        for each in samples
    )


def _measured(table: TokensTable, scene: EncoderScene) -> TokensMeasured:
    t, by = scene.t, {(each.way, each.count): each for each in table.rows}
    lines = tuple(
        TokensLine(
            count,
            count == scene.query.count,
            tuple(
                (t("number.percent", value=f"{each.mean:.1f}"), f"{each.low:.1f} - {each.high:.1f}")
                for way in WAYS
                for each in (by[way, count].first, by[way, count].first_ten)
            ),
        )
        for count in COUNTS
    )
    one, ten = (t("number.percent", value=f"{each:.1f}") for each in table.chance)
    return TokensMeasured(t.grouped(table.photos), table.seeds, (one, ten), lines, COMMAND)


def _laws(result: RibbonResult) -> tuple[Law, ...]:
    laws = result.laws
    far = (("mean", laws.pooled), ("attention", laws.attention), ("moved", laws.moved))
    sizes = Law("sizes", " = ".join(map(str, laws.sizes)), len(set(laws.sizes)) == 1)
    shut = Law("shut", f"{laws.shut:g}", laws.shut == 0)
    return (*(within_rounding(name, apart) for name, apart in far), shut, sizes)
