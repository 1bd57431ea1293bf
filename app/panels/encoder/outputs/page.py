"""What the template of `outputs` reads: the answers, the four forms, two sentences, and what must hold."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.choice import Choice
from app.panels.encoder.law import Law, within_rounding
from app.panels.encoder.outputs.document import top_classes
from app.panels.encoder.outputs.drawing import cell_colours, form_picture, form_strip
from app.panels.encoder.outputs.forms import HandedForm, handed_forms
from app.panels.encoder.outputs.result import OutputsResult, SentenceRun
from app.panels.encoder.query import Form
from app.panels.encoder.scene import EncoderScene
from app.panels.overlay import OverBox, Overlay
from models.class_names import coco_names
from models.encoder.forms import item_of
from models.encoder.sizes import SIZES, grid_of
from models.encoder_results import RegionKind
from models.feature_maps import cell_box
from models.results import FloatArray

ALONE = 3  # classes that are named for one cell


@dataclass(frozen=True)
class Answer:
    """A name with how sure the end model is."""

    name: str
    share: float
    text: str


@dataclass(frozen=True)
class FormCard:
    """One form of the features."""

    name: str
    shape: str
    numbers: str
    size: str
    strip: str  # address of its picture
    square: bool  # a picture of the photo's frame rather than a row
    href: str
    current: bool


@dataclass(frozen=True)
class SizeRow:
    """What one size of the photo becomes."""

    name: str
    pixels: str
    grid: str
    items: int
    numbers: str
    href: str
    current: bool


@dataclass(frozen=True)
class SentenceRow:
    """One sentence beside the photo."""

    sentence: str
    features: str
    match: str | None
    fused: str


@dataclass(frozen=True)
class Held:
    """One cell of the grid."""

    row: int
    col: int
    item: int
    alone: tuple[Answer, ...]  # what the classifier says of it


@dataclass(frozen=True)
class OutputsPage:
    """What the template reads."""

    classes: tuple[Answer, ...]
    class_count: int
    things: tuple[Answer, ...]
    forms: tuple[FormCard, ...]
    sizes: tuple[SizeRow, ...]
    held: Held
    regions: str
    by: tuple[Choice, ...]
    sentences: tuple[SentenceRow, ...]
    same_features: bool
    other: str
    swaps: tuple[Choice, ...]
    laws: tuple[Law, ...]
    regions_law: int
    json: str
    npz: str


def outputs_page(result: OutputsResult, scene: EncoderScene) -> OutputsPage:
    """The whole sub-view."""
    own, other = result.runs
    colours = cell_colours(result)
    return OutputsPage(
        classes=_answers(result, scene),
        class_count=len(result.encoded.logits),
        things=_things(result, scene),
        forms=tuple(_card(form, result, colours, scene) for form in handed_forms(result)),
        sizes=tuple(_size(name, scene) for name in SIZES),
        held=_held(result, scene),
        regions=result.regions.kind.value,
        by=tuple(
            Choice(kind.value, scene.href(by=kind, form=Form.REGIONS), kind is result.regions.kind)
            for kind in RegionKind
        ),
        sentences=tuple(_sentence(run, scene) for run in result.runs),
        same_features=own.features == other.features,
        other=other.sentence,
        swaps=tuple(
            Choice(f"{each.before} → {each.after}", scene.href(other=each.sentence), each.sentence == other.sentence)
            for each in result.swaps
        ),
        laws=_laws(result),
        regions_law=result.identities.regions,
        json=scene.api("outputs", **_asked(scene)),
        npz=scene.to("/features.npz"),
    )


def outputs_overlay(result: OutputsResult, scene: EncoderScene) -> Overlay:
    """The chosen form over the photo."""
    _, rows, cols = result.encoded.grid.shape
    form, cell = scene.query.form, scene.query.cell(rows, cols)
    by_cell = form in (Form.GRID, Form.SEQUENCE)
    key = f"encoder.over.{form.value}" + (f".{result.regions.kind.value}" if form is Form.REGIONS else "")
    return Overlay(
        caption=scene.t(key, rows=rows, cols=cols, items=rows * cols, count=len(result.regions.features)),
        picture=form_picture(result, form, (scene.sample.width, scene.sample.height)),
        crisp=form is Form.GRID,
        strength=scene.query.strength,
        boxes=(OverBox("cell", cell_box(*cell, rows, cols)),) if by_cell else (),
        grid=(rows, cols) if by_cell else None,
        held=cell if by_cell else None,
        href=scene.href(row="{row}", col="{col}") if by_cell else None,
    )


def _answers(result: OutputsResult, scene: EncoderScene) -> tuple[Answer, ...]:
    found = top_classes(result.encoded.logits, scene.t.tag)
    return tuple(Answer(each.name, each.probability, scene.t.sure(each.probability)) for each in found)


def _things(result: OutputsResult, scene: EncoderScene) -> tuple[Answer, ...]:
    names = coco_names(scene.t.tag)
    return tuple(Answer(names[each.class_index], each.score, scene.t.sure(each.score)) for each in result.found)


def _card(form: HandedForm, result: OutputsResult, colours: FloatArray, scene: EncoderScene) -> FormCard:
    return FormCard(
        name=form.form.value,
        shape=" × ".join(map(str, form.shape)),
        numbers=scene.t.grouped(form.numbers),
        size=f"{form.bytes / 1000:,.1f} kB",
        strip=form_strip(form.form, result, colours),
        square=form.form is Form.GRID,
        href=scene.href(form=form.form),
        current=scene.query.form is form.form,
    )


def _size(name: str, scene: EncoderScene) -> SizeRow:
    (height, width), (rows, cols) = SIZES[name], grid_of(SIZES[name])
    return SizeRow(
        name,
        f"{height} × {width}",
        f"{rows} × {cols}",
        rows * cols,
        scene.t.grouped(rows * cols * 1280),
        scene.href(size=name, row=None, col=None),
        scene.query.size == name,
    )


def _held(result: OutputsResult, scene: EncoderScene) -> Held:
    _, rows, cols = result.encoded.grid.shape
    row, col = scene.query.cell(rows, cols)
    item = item_of(row, col, cols)
    alone = top_classes(result.cells[item], scene.t.tag, ALONE)
    return Held(row, col, item, tuple(Answer(e.name, e.probability, scene.t.sure(e.probability)) for e in alone))


def _sentence(run: SentenceRun, scene: EncoderScene) -> SentenceRow:
    match = None if run.match is None else scene.t.sure(run.match)
    return SentenceRow(run.sentence, run.features, match, run.fused)


def _laws(result: OutputsResult) -> tuple[Law, ...]:
    found = result.identities
    far = (
        ("pooled", found.mean_is_pooled),
        ("logits", found.cells_are_logits),
        ("regions", found.regions_are_pooled),
    )
    planted = Law("planted", f"{found.planted} / {found.cells}", found.planted == found.cells)
    return (*(within_rounding(name, apart) for name, apart in far), planted)


def _asked(scene: EncoderScene) -> dict[str, object]:
    query = scene.query
    return {"size": query.size, "by": query.by.value if query.by else None, "other": query.other}
