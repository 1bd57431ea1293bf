"""The numbers of `paste`: what the API answers with, and the rows of its table."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from app.panels.shift.paste.result import PasteResult
from app.panels.shift.table import DIGITS, Table
from models.class_names import class_name
from models.paste import Placement

COLUMNS = ["place", "top_class", "name", "top_probability", "probability", "heat_inside"]


class PlacementDocument(BaseModel):
    """The thing at one place; `photo` is the photo as it is."""

    place: str = Field(description="`photo`, `centre`, `top_left`, `top_right`, `bottom_left` or `bottom_right`.")
    box: list[float] = Field(description="Left, top, right, bottom of the thing, as fractions of the square.")
    top_class: int
    name: str
    top_probability: float
    probability: float = Field(description="Of the whole photo's class.")
    heat_inside: float = Field(description="Share of that class's map that lies inside the thing's box.")
    heat: list[list[float]] = Field(description="That map, row by row, its top at 1.")


class PasteDocument(BaseModel):
    """A thing cut out and pasted into each corner of a plain ground."""

    model_config = ConfigDict(populate_by_name=True)
    backbone: str
    class_: int = Field(serialization_alias="class", description="The whole photo's most probable one.")
    name: str
    box: list[float] = Field(description="What was cut out: left, top, right, bottom as fractions of the photo.")
    shrunk: float = Field(description="Side of the pasted thing over that of the cut one.")
    area: float = Field(description="Share of the square that the thing covers: what a map that knows nothing has.")
    placements: list[PlacementDocument]


def paste_document(result: PasteResult, language: str) -> PasteDocument:
    """All places."""
    report, classes = result.report, result.plan.classifier.shape[0]
    return PasteDocument(
        backbone=result.plan.backbone,
        class_=report.class_index,
        name=class_name(report.class_index, classes, language),
        box=[round(edge, DIGITS) for edge in report.box],
        shrunk=round(report.shrunk, DIGITS),
        area=round(report.area, DIGITS),
        placements=[_placement(each, classes, language) for each in report.placements],
    )


def paste_table(result: PasteResult, language: str) -> Table:
    """A row per place."""
    found = paste_document(result, language).placements
    return Table(COLUMNS, [[getattr(each, column) for column in COLUMNS] for each in found])


def _placement(each: Placement, classes: int, language: str) -> PlacementDocument:
    return PlacementDocument(
        place=each.name,
        box=[round(edge, DIGITS) for edge in each.box],
        top_class=each.top,
        name=class_name(each.top, classes, language),
        top_probability=round(each.top_probability, DIGITS),
        probability=round(each.probability, DIGITS),
        heat_inside=round(each.inside, DIGITS),
        heat=[[round(float(value), 4) for value in row] for row in each.heat],
    )
