"""What the template of `caption` reads: what is given, the words with their two probabilities, what was measured."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.choice import Choice
from app.panels.encoder.caption.result import CaptionResult
from app.panels.encoder.language_model import INSTALL
from app.panels.encoder.scene import EncoderScene
from app.panels.overlay import OverBox, Overlay
from models.captioner.results import Given, WrittenWord
from models.captioner.table import PAIRS, SWAPS, WAYS, CaptionerTable, Mean
from models.encoder.ribbon import rectangles
from models.lab_results.maps import Box

COMMAND = "python -m benchmarks.captioner ../shared/data/train_real.tar"
DEARER = 2.0  # times likelier with the photo: the word came from it


@dataclass(frozen=True)
class PlaceShown:
    """One of the photo's places in the sequence."""

    number: int
    row: int
    col: int
    view: str  # of the photo, as an SVG's viewBox
    href: str
    current: bool


@dataclass(frozen=True)
class Sequence:
    """What the language model is given before it writes."""

    before: tuple[str, ...]
    places: tuple[PlaceShown, ...]
    after: tuple[str, ...]
    total: int
    width: int
    vectors: int


@dataclass(frozen=True)
class WordRow:
    """One word; `text` is nothing for the end."""

    text: str
    pieces: tuple[str, ...]  # where it is more than one token
    with_photo: float
    without: float
    written: tuple[str, str]
    by_photo: bool
    likeliest: tuple[tuple[str, str], ...]  # instead, with the photo: text, percent
    likeliest_alone: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LossRow:
    """One line of what was measured: a locale key, its mean, its interval."""

    name: str
    value: str
    interval: str


@dataclass(frozen=True)
class MeasuredShown:
    """What was measured, written."""

    photos: int
    losses: tuple[LossRow, ...]
    pairs: tuple[LossRow, ...]
    swaps: tuple[LossRow, ...]
    swapped: int
    better: str
    written: int
    nouns: tuple[str, str]  # said by a person of this photo, of another one
    grey: str


@dataclass(frozen=True)
class CaptionPage:
    """What the template reads."""

    installed: bool
    install: str
    given: tuple[Choice, ...]
    grey: bool
    sequence: Sequence
    trained: str  # millions
    captions: str  # that it was trained on
    text: str | None  # the caption so far
    complete: bool
    words: tuple[WordRow, ...]
    start: str
    measured: MeasuredShown | None
    command: str
    json: str


def caption_page(result: CaptionResult, scene: EncoderScene) -> CaptionPage:
    """The whole sub-view."""
    caption = result.caption
    return CaptionPage(
        installed=result.installed,
        install=INSTALL,
        given=tuple(
            Choice(each, scene.href(given=_written(each), start=False), each is result.given) for each in Given
        ),
        grey=result.given is Given.GREY,
        sequence=_sequence(result, scene),
        trained=scene.t.short(result.facts.trained),
        captions=scene.t.grouped(result.facts.captions),
        text=caption.text if caption else None,
        complete=bool(caption and caption.complete),
        words=tuple(_word(word, scene) for word in caption.words) if caption else (),
        start=scene.href(start=True),
        measured=_measured(result.table, scene) if result.table else None,
        command=COMMAND,
        json=scene.api("caption", given=_written(result.given)),
    )


def caption_overlay(result: CaptionResult, scene: EncoderScene) -> Overlay:
    """The photo's places; the one in the address framed."""
    side = result.facts.side
    cell = scene.query.cell(side, side)
    boxes = tuple(OverBox("field", box) for box in rectangles(result.facts.places))
    held = rectangles(result.facts.places)[cell[0] * side + cell[1]]
    return Overlay(
        scene.t("encoder.caption.over", places=result.facts.places, side=side),
        boxes=(*boxes, OverBox("cell", held)),
        grid=(side, side),
        held=cell,
        href=scene.href(row="{row}", col="{col}"),
    )


def _written(given: Given) -> str | None:
    return None if given is Given.PHOTO else given.value


def _sequence(result: CaptionResult, scene: EncoderScene) -> Sequence:
    facts, sample = result.facts, scene.sample
    held = scene.query.cell(facts.side, facts.side)
    places = []
    for number, box in enumerate(rectangles(facts.places)):
        row, col = divmod(number, facts.side)
        view = _view(box, sample.width, sample.height)
        places.append(PlaceShown(number, row, col, view, scene.href(row=row, col=col), (row, col) == held))
    return Sequence(facts.before, tuple(places), facts.after, facts.total, facts.width, facts.vectors)


def _view(box: Box, width: int, height: int) -> str:
    left, top, right, bottom = box
    return " ".join(
        f"{value:.1f}" for value in (left * width, top * height, (right - left) * width, (bottom - top) * height)
    )


def _word(word: WrittenWord, scene: EncoderScene) -> WordRow:
    t, first = scene.t, word.pieces[0]
    return WordRow(
        text=word.text,
        pieces=tuple(piece.text.strip() for piece in word.pieces) if len(word.pieces) > 1 else (),
        with_photo=word.with_photo,
        without=word.without,
        written=(t.fine(word.with_photo), t.fine(word.without)),
        by_photo=word.with_photo >= DEARER * word.without,
        likeliest=tuple((text.strip(), t.percent(share)) for text, share in first.likeliest),
        likeliest_alone=tuple((text.strip(), t.percent(share)) for text, share in first.likeliest_alone),
    )


def _measured(table: CaptionerTable, scene: EncoderScene) -> MeasuredShown:
    t = scene.t

    def line(name: str, mean: Mean) -> LossRow:
        return LossRow(name, t.number(mean.value, 3), f"{t.number(mean.low, 3)} – {t.number(mean.high, 3)}")

    return MeasuredShown(
        photos=table.photos,
        losses=tuple(line(name, table.losses[name]) for name in WAYS),
        pairs=tuple(line(name, table.pairs[name]) for name in PAIRS),
        swaps=tuple(line(name, table.swaps[name]) for name in SWAPS),
        swapped=table.swapped,
        better=t.percent(table.better),
        written=table.written,
        nouns=(t.percent(table.nouns.value), t.percent(table.nouns_other.value)),
        grey=table.grey,
    )
