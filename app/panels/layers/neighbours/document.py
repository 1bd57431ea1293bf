"""Neighbouring pixels and two small nets as plain numbers."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.layers.neighbours.result import NeighbourFindings
from models.few_photos import FewCurve, FewPhotos

DIGITS = 5


class FewPointDocument(BaseModel):
    """One net after training on so many photos: means over seeds, per cent."""

    photos: int
    share: float = Field(description="Of the train split.")
    seen: float = Field(description="Accuracy on the photos that it was trained on.")
    unseen: float = Field(description="Accuracy on the test split.")
    unseen_interval: list[float] = Field(description="95 %, over seeds.")
    moved: float = Field(description="Accuracy on the test split with every photo moved.")
    moved_interval: list[float] = Field(description="95 %, over seeds.")


class FewCurveDocument(BaseModel):
    """One net over growing numbers of photos."""

    net: str = Field(description="`convolution` or `dense`.")
    weights: int
    points: list[FewPointDocument]


class FewPhotosDocument(BaseModel):
    """Two small nets trained alike on Caltech-101; measured once, not on this photo."""

    tests: int = Field(description="Photos that were not trained on.")
    classes: int
    steps: int
    batch: int
    learning_rate: float
    moved: int = Field(description="Pixels of 32 that a moved photo is moved by at most, down or up and sideways.")
    nets: list[FewCurveDocument]


class NeighboursDocument(BaseModel):
    """How alike pixels are, by how far they are apart."""

    size: int = Field(description="Side of the square that the network sees, pixels.")
    distances: list[int] = Field(description="Pixels, along rows and columns.")
    correlation: list[float] = Field(description="Pearson's r of all pairs at each distance.")
    shuffled: list[float] = Field(description="The same for the same pixels in a random order.")
    few_photos: FewPhotosDocument | None = Field(description="Null where the two nets have not been trained.")


def neighbours_document(findings: NeighbourFindings) -> NeighboursDocument:
    """Both curves of the photo, and what was measured of the two nets."""
    found = findings.curves
    return NeighboursDocument(
        size=found.size,
        distances=list(found.distances),
        correlation=[round(float(value), DIGITS) for value in found.photo],
        shuffled=[round(float(value), DIGITS) for value in found.shuffled],
        few_photos=_few(findings.few) if findings.few else None,
    )


def _few(few: FewPhotos) -> FewPhotosDocument:
    return FewPhotosDocument(
        tests=few.tests,
        classes=few.classes,
        steps=few.steps,
        batch=few.batch,
        learning_rate=few.learning_rate,
        moved=few.moved,
        nets=[FewCurveDocument(net=each.net, weights=each.weights, points=_points(each)) for each in few.curves],
    )


def _points(curve: FewCurve) -> list[FewPointDocument]:
    return [
        FewPointDocument(
            photos=point.photos,
            share=point.share,
            seen=round(point.seen.mean, 2),
            unseen=round(point.unseen.mean, 2),
            unseen_interval=[round(point.unseen.low, 2), round(point.unseen.high, 2)],
            moved=round(point.moved.mean, 2),
            moved_interval=[round(point.moved.low, 2), round(point.moved.high, 2)],
        )
        for point in curve.points
    ]
