"""What the template of `visual_words` reads: the held cell, what stands beside it, a typed word, what was measured."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from app.panels.choice import Choice
from app.panels.encoder.law import Law, within_rounding
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.visual_words.document import AroundDocument, Beside, around, words_at
from app.panels.encoder.visual_words.drawing import lit_picture, lit_scale, words_picture
from app.panels.encoder.visual_words.result import Asked, VisualWordsResult
from app.panels.overlay import OverBox, Overlay, OverScale
from app.render.heatmap import scale_png
from app.render.png import data_uri
from models.encoder.forms import item_of
from models.encoder.glosses import gloss
from models.encoder.visual_words_table import KINDS, Share, visual_words_table
from models.feature_maps import cell_box

COMMAND = "python -m benchmarks.visual_words ../shared/data/eval_dev.tar"
OFFERED = 12  # words of the photo that are offered
STEPS = (("up", -1, 0), ("left", 0, -1), ("right", 0, 1), ("down", 1, 0))


@dataclass(frozen=True)
class SaidRow:
    """One word of a cell."""

    word: str
    gloss: str  # in the reader's language; empty in English
    share: float  # of the bar, 0..1
    cosine: str
    href: str  # lights the cells that say it


@dataclass(frozen=True)
class Offer:
    """A word of this photo."""

    choice: Choice
    gloss: str
    count: int  # cells that say it first


@dataclass(frozen=True)
class HeldCell:
    """The cell of the address."""

    row: int
    col: int
    clear: bool
    said: tuple[SaidRow, ...]
    around: AroundDocument
    gloss: str  # of its first word
    beside: tuple[tuple[str, tuple[str, ...]], ...]  # locale key, five names
    steps: tuple[tuple[str, str], ...]  # locale key, address of the neighbour


@dataclass(frozen=True)
class AskedShown:
    """The typed word, written."""

    typed: str
    word: str | None
    count: int
    clear: str  # address without it


@dataclass(frozen=True)
class MeasuredWay:
    """One way, written."""

    way: str
    at_1: str
    at_5: tuple[str, ...]  # by kind of label
    spread: str  # 95 % of all at 5


@dataclass(frozen=True)
class Measured:
    """What was measured, written."""

    ways: tuple[MeasuredWay, ...]
    photos: int
    cells: str
    times: str
    seeds: str
    clear: tuple[str, str, str]


@dataclass(frozen=True)
class VisualWordsPage:
    """What the template reads."""

    held: HeldCell
    asked: AskedShown | None
    offers: tuple[Offer, ...]
    quiet: int  # cells that say nothing
    cells: int
    vocabulary: int
    words_data: str  # for the script: the words, their glosses,
    glosses_data: str
    cells_data: str  # and each cell's five, with cosines in thousandths
    threshold: str
    other: tuple[str, str]  # picture and address of the photo that stands beside
    laws: tuple[Law, ...]
    measured: Measured | None
    command: str
    json: str
    csv: str


def visual_words_page(result: VisualWordsResult, scene: EncoderScene) -> VisualWordsPage:
    """The whole sub-view."""
    root = scene.scene.root
    return VisualWordsPage(
        held=_held(result, scene),
        asked=_asked(result.asked, result, scene) if result.asked else None,
        offers=_offers(result, scene),
        quiet=int((~result.clear).sum()),
        cells=len(result.said),
        vocabulary=len(result.words.words),
        words_data=",".join(result.words.words),
        glosses_data=",".join(gloss(word, scene.t.tag) for word in result.words.words),
        cells_data=cells_data(result),
        threshold=scene.t.number(result.words.threshold),
        other=(f"{root}/photos/{result.other.photo_id}.jpg", f"{root}/s/{result.other.id}/encoder?view=visual_words"),
        laws=(within_rounding("logits", result.apart),),
        measured=_measured(scene),
        command=COMMAND,
        json=scene.api("visual_words", word=scene.query.word),
        csv=f"{scene.address}/visual_words.csv",
    )


def visual_words_overlay(result: VisualWordsResult, scene: EncoderScene) -> Overlay:
    """Each cell's nearest word; or where the typed word is said."""
    rows, cols = result.grid
    photo, cell, asked = (scene.sample.width, scene.sample.height), scene.query.cell(rows, cols), result.asked
    return Overlay(
        caption=_caption(result, scene),
        picture=lit_picture(result, asked, photo) if asked else words_picture(result, photo, scene.t.tag),
        strength=scene.query.strength,
        boxes=(OverBox("cell", cell_box(*cell, rows, cols)),),
        scale=_scale(result, asked, scene) if asked and asked.cells.any() else None,
        grid=(rows, cols),
        held=cell,
        href=scene.href(row="{row}", col="{col}"),
    )


def cells_data(result: VisualWordsResult) -> str:
    """`word:cosine word:cosine ...` of every cell, a cell that says nothing with a `-` before it; `;` between cells."""
    parts = []
    for item, numbers in enumerate(result.said):
        said = " ".join(f"{word}:{round(1000 * float(result.nearness[item, word]))}" for word in numbers)
        parts.append(said if result.clear[item] else f"-{said}")
    return ";".join(parts)


def _caption(result: VisualWordsResult, scene: EncoderScene) -> str:
    asked, (rows, cols) = result.asked, result.grid
    if asked is None:
        return scene.t("encoder.visual_words.over", rows=rows, cols=cols)
    if asked.word is None:
        return scene.t("encoder.visual_words.over_unknown", word=asked.typed)
    return scene.t("encoder.visual_words.over_word", word=result.words.words[asked.word], count=int(asked.cells.sum()))


def _scale(result: VisualWordsResult, asked: Asked, scene: EncoderScene) -> OverScale:
    low, top = lit_scale(result, asked)
    return OverScale(data_uri(scale_png()), scene.t.number(low), scene.t.number(top))


def _held(result: VisualWordsResult, scene: EncoderScene) -> HeldCell:
    rows, cols = result.grid
    row, col = scene.query.cell(rows, cols)
    item = item_of(row, col, cols)
    lists = Beside(result, scene.t.tag, slice(item, item + 1))
    said = tuple(
        SaidRow(
            each.word,
            gloss(each.word, scene.t.tag),
            min(max(each.cosine, 0), 1),
            scene.t.number(each.cosine),
            scene.href(word=each.word),
        )
        for each in words_at(item, result)
    )
    ways = {"classifier": lists.classifier, "untrained": lists.untrained, "elsewhere": lists.elsewhere}
    steps = tuple(
        (name, scene.href(row=row + down, col=col + right))
        for name, down, right in STEPS
        if 0 <= row + down < rows and 0 <= col + right < cols
    )
    return HeldCell(
        row=row,
        col=col,
        clear=bool(result.clear[item]),
        said=said,
        around=around(int(result.said[item, 0]), result),
        gloss=said[0].gloss,
        beside=tuple((way, tuple(names[0])) for way, names in ways.items()),
        steps=steps,
    )


def _asked(asked: Asked, result: VisualWordsResult, scene: EncoderScene) -> AskedShown:
    word = None if asked.word is None else result.words.words[asked.word]
    return AskedShown(asked.typed, word, int(asked.cells.sum()), scene.href(word=""))


def _offers(result: VisualWordsResult, scene: EncoderScene) -> tuple[Offer, ...]:
    asked = result.asked.word if result.asked else None
    often = Counter(int(word) for word in result.said[result.clear, 0]).most_common(OFFERED)
    words, t = result.words.words, scene.t
    return tuple(
        Offer(Choice(words[word], scene.href(word=words[word]), word == asked), gloss(words[word], t.tag), count)
        for word, count in often
    )


def _measured(scene: EncoderScene) -> Measured | None:
    table, t = visual_words_table(), scene.t
    if table is None:
        return None

    def spread(share: Share) -> str:
        return f"{t.percent(share.low)} – {t.percent(share.high)}"

    return Measured(
        ways=tuple(
            MeasuredWay(
                row.way,
                t.percent(row.at_1["all"].value),
                tuple(t.percent(row.at_5[kind].value) for kind in KINDS),
                spread(row.at_5["all"]),
            )
            for row in table.rows
        ),
        photos=table.photos,
        cells=f"{table.cells['all']:,}",
        times=t.number(table.times_chance, 1),
        seeds=", ".join(t.percent(seed) for seed in np.sort(table.seeds)),
        clear=(t.percent(table.clear), t.percent(table.clear_at_5), t.percent(table.unclear_at_5)),
    )
