"""What the template of `siblings` reads: a photo with weighted boxes a sibling, and tables of regions and words."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.fusion.scene import FusionScene
from app.panels.fusion.schemes import TEXT
from app.panels.fusion.siblings.drawing import BoxFrame, box_frames
from app.panels.fusion.siblings.result import SiblingsResult
from app.panels.fusion.words import WordPick, word_of, word_picks
from app.panels.overlay import OverBox, Overlay
from app.panels.query import whole_number
from app.render.scheme import scheme_svg
from models.class_names import coco_names
from models.fusion.baselines import read_baselines
from models.fusion.famous import FAMOUS
from models.fusion.regions.catalogue_names import SIBLING_SHAPES
from models.fusion.regions.photo import CLASSES, NO_CLASS
from models.fusion.regions.results import SiblingReading, heaviest
from models.fusion.regions.table import read_sibling_table
from models.results import FloatArray
from models.statistics import SeedInterval

REGION = "region"  # of the address: whose words are asked for
SCHEMES = {"regions_single": "multimodal", "regions_cross": "co_attention", "regions_tags": "multimodal"}
TOLD = 4  # words that a region asks for most


@dataclass(frozen=True)
class SiblingCard:
    """One sibling on this photo and sentence."""

    name: str
    of: str
    scheme: str
    match: float
    match_text: str
    frames: tuple[BoxFrame, ...]
    most: str  # the region that the word looks at most
    most_share: str
    alt: str
    milliseconds: str


@dataclass(frozen=True)
class Look:
    """A word's look at one region by one sibling; `tag` is the part that goes to its name."""

    share: float
    text: str
    tag: str | None


@dataclass(frozen=True)
class RegionRow:
    """One region, and what the word gives it by each sibling."""

    name: str
    sure: str | None
    href: str
    current: bool
    looks: tuple[Look, ...]


@dataclass(frozen=True)
class AsksRow:
    """What the chosen region asks for by one sibling."""

    name: str
    words: tuple[tuple[str, str], ...]  # word, share


@dataclass(frozen=True)
class MeasuredRow:
    """One sibling as measured."""

    name: str
    accuracy: tuple[str, str]
    pointing: tuple[str, str]
    things: tuple[str, str]
    parameters: str


@dataclass(frozen=True)
class SiblingsPage:
    """What the template reads."""

    words: tuple[WordPick, ...]
    word: str
    boxes: int
    cards: tuple[SiblingCard, ...]
    rows: tuple[RegionRow, ...]
    region: str
    asks: tuple[AsksRow, ...]
    measured: tuple[MeasuredRow, ...]
    facts: dict[str, str]  # of the table: what pointers without reading the word hit, how it was trained
    json: str
    csv: str


def siblings_page(result: SiblingsResult, scene: FusionScene) -> SiblingsPage:
    """The word that is chosen, and the region."""
    word, region = word_of(scene.query, result.heard), region_of(result, scene)
    names = region_names(result, scene)
    return SiblingsPage(
        words=word_picks(result.heard, word, scene),
        word=result.heard.words[word].text,
        boxes=len(names) - 1,
        cards=tuple(_card(each, word, region, result, names, scene) for each in result.readings),
        rows=tuple(_row(index, word, region, result, names, scene) for index in range(len(names))),
        region=names[region],
        asks=tuple(AsksRow(each.name, _asked(each.asks[region], result, scene)) for each in result.readings),
        measured=_measured(scene),
        facts=_facts(scene),
        json=scene.api("/siblings"),
        csv=scene.to("/siblings.csv"),
    )


def siblings_overlay(result: SiblingsResult, scene: FusionScene) -> Overlay:
    """Every box over the photo; the chosen one is set off, or the whole photo is."""
    names, region = region_names(result, scene), region_of(result, scene)
    boxes = [
        OverBox("cell" if index == region else "region", box, name)
        for index, (box, name) in enumerate(zip(result.regions.boxes, names, strict=True))
        if index or region == 0
    ]
    return Overlay(caption=scene.t("siblings.over", count=len(names) - 1), boxes=tuple(boxes))


def region_of(result: SiblingsResult, scene: FusionScene) -> int:
    """The region asked for; otherwise the surest box, or the whole photo where there is none."""
    asked, count = whole_number(scene.query.get(REGION)), len(result.regions.boxes)
    return asked if asked is not None and 0 <= asked < count else min(1, count - 1)


def region_names(result: SiblingsResult, scene: FusionScene) -> tuple[str, ...]:
    """`whole photo`, `1 cat`, `2 person`: as boxes are numbered over the photo."""
    known = coco_names(scene.t.tag)
    classes = enumerate(result.regions.classes)
    return tuple(scene.t("siblings.whole") if kind == NO_CLASS else f"{index} {known[kind]}" for index, kind in classes)


def _card(
    reading: SiblingReading, word: int, region: int, result: SiblingsResult, names: tuple[str, ...], scene: FusionScene
) -> SiblingCard:
    t, weights = scene.t, reading.regions[word]
    most, spoken = heaviest(weights), result.heard.words[word].text
    told = t("words.comma").join(f"{name} {t.percent(float(each))}" for name, each in zip(names, weights, strict=True))
    return SiblingCard(
        name=reading.name,
        of=_of(reading.name, scene),
        scheme=scheme_svg(SCHEMES[reading.name], t(f"siblings.names.{reading.name}"), (t("fusion.stream.boxes"), TEXT)),
        match=reading.match,
        match_text=t.sure(reading.match),
        frames=box_frames(result.regions.boxes, weights, region, (scene.sample.width, scene.sample.height)),
        most=names[most],
        most_share=t.percent(float(weights[most])),
        alt=t("siblings.alt", word=spoken, told=told),
        milliseconds=t.number(reading.milliseconds, 1),
    )


def _of(name: str, scene: FusionScene) -> str:
    titles = {each.name: each.title for each in FAMOUS}
    return scene.t("words.comma").join(titles[each] for each in SIBLING_SHAPES[name].of)


def _row(
    index: int, word: int, region: int, result: SiblingsResult, names: tuple[str, ...], scene: FusionScene
) -> RegionRow:
    t = scene.t
    return RegionRow(
        name=names[index],
        sure=t.sure(result.regions.sureness[index]) if index else None,
        href=scene.href(**{REGION: index}),
        current=index == region,
        looks=tuple(_look(each, word, index, scene) for each in result.readings),
    )


def _look(reading: SiblingReading, word: int, index: int, scene: FusionScene) -> Look:
    share = float(reading.regions[word, index])
    tag = None if reading.tags is None or not index else scene.t.percent(float(reading.tags[word, index]))
    return Look(share, scene.t.percent(share), tag)


def _asked(shares: FloatArray, result: SiblingsResult, scene: FusionScene) -> tuple[tuple[str, str], ...]:
    """The words that a region asks for most."""
    order = (-shares).argsort(kind="stable")[:TOLD]
    return tuple((result.heard.words[index].text, scene.t.percent(float(shares[index]))) for index in order)


def _measured(scene: FusionScene) -> tuple[MeasuredRow, ...]:
    rows = []
    for row in read_sibling_table().rows:
        pointing = dict(row.pointing)
        rows.append(
            MeasuredRow(
                name=row.name,
                accuracy=_written(row.accuracy),
                pointing=_written(pointing["all"]),
                things=_written(pointing["not_person"]),
                parameters=scene.t.short(row.parameters),
            )
        )
    return tuple(rows)


def _named(names: tuple[str, ...], scene: FusionScene) -> str:
    """Siblings in a sentence; a word for none."""
    t = scene.t
    return t("words.comma").join(t(f"siblings.short.{name}") for name in names) or t("siblings.nobody")


def _written(each: SeedInterval) -> tuple[str, str]:
    """Mean, and its interval."""
    return f"{each.mean:.1f}", f"{each.low:.1f} - {each.high:.1f}"


def _facts(scene: FusionScene) -> dict[str, str]:
    table, t = read_sibling_table(), scene.t
    beside = table.baselines
    ways = {"random_box": beside.random_box, "surest_box": beside.surest_box, "any_box": beside.any_box}
    better = {f"better_{name}": _named(table.above(ways[name]), scene) for name in ("random_box", "surest_box")}
    told = {f"{name}_{group}": f"{way[group]:.1f}" for name, way in ways.items() for group in ("all", "not_person")}
    return {
        **told,
        **better,
        **read_baselines().written,
        "words": t.grouped(beside.words),
        "boxes": t.number(beside.boxes, 1),
        "without": t.number(beside.without, 1),
        "steps": t.grouped(table.steps),
        "seeds": str(table.seeds),
        "floor": t.number(table.floor, 1),
        "classes": str(CLASSES),
    }
