"""The page and the document of `neighbours`, from a photo and measurements whose numbers are known."""

from __future__ import annotations

import numpy as np
import pytest

from app.panels.layers.neighbours.document import neighbours_document
from app.panels.layers.neighbours.page import draw_neighbours
from app.panels.layers.neighbours.result import NeighbourFindings
from models.few_photos import NETS, FewCurve, FewPhotos, FewPoint, read_few_photos
from models.neighbours import neighbours
from models.statistics import SeedInterval
from tests.app.panels.layers.conftest import MakeScene

SQUARE = np.linspace(0, 255, 64 * 64 * 3).reshape(64, 64, 3).astype(np.uint8)


def few(ends: tuple[float, float] = (30.0, 10.0)) -> FewPhotos:
    """Nets whose intervals begin there and are 5 points long."""
    curves = []
    for net, weights, right, low in (("convolution", 10, 40.0, ends[0]), ("dense", 250, 20.0, ends[1])):
        points = tuple(
            FewPoint(
                photos,
                share,
                SeedInterval(99, 98, 100, 3),
                SeedInterval(right * share, low, low + 5, 3),
                SeedInterval(low, low, low + 5, 3),
            )
            for photos, share in ((100, 0.5), (1000, 1.0))
        )
        curves.append(FewCurve(net, weights, points))
    return FewPhotos(tuple(curves), 800, 64, 0.001, 32, 8, 1695, 101)


@pytest.fixture
def findings() -> NeighbourFindings:
    return NeighbourFindings(SQUARE, neighbours(SQUARE), few())


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_tells_the_numbers_of_the_curves(
    findings: NeighbourFindings, make_scene: MakeScene, language: str
) -> None:
    page = draw_neighbours(findings, make_scene(language, view="neighbours", stage="head"))
    assert f"{float(findings.curves.photo[1]):.2f}" in page.told
    assert [pair.kind for pair in page.pairs] == ["near", "far", "shuffled"]
    assert page.few is not None
    assert all(number in page.few.told[0][0] for number in ("25", "20.0", "10.0", "40.0", "1,000"))
    assert "1,695" in page.few.note


@pytest.mark.parametrize(
    ("ends", "says"),
    [((30.0, 10.0), "needed less data"), ((10.0, 30.0), "did not need less"), ((10.0, 12.0), "cannot be told")],
)
def test_what_is_said_of_few_photos_follows_the_intervals(
    make_scene: MakeScene, ends: tuple[float, float], says: str
) -> None:
    findings = NeighbourFindings(SQUARE, neighbours(SQUARE), few(ends))
    page = draw_neighbours(findings, make_scene("en", view="neighbours", stage="head"))
    assert page.few is not None
    assert says in page.few.told[0][1]


def test_the_document_holds_both_curves_and_both_nets(findings: NeighbourFindings) -> None:
    found = neighbours_document(findings)
    assert found.few_photos is not None
    assert found.correlation == pytest.approx(findings.curves.photo.tolist(), abs=1e-5)
    assert [net.net for net in found.few_photos.nets] == list(NETS)
    assert [point.unseen for point in found.few_photos.nets[1].points] == [10.0, 20.0]


def test_nets_that_were_not_trained_are_left_out(make_scene: MakeScene) -> None:
    findings = NeighbourFindings(SQUARE, neighbours(SQUARE), None)
    assert draw_neighbours(findings, make_scene(view="neighbours", stage="head")).few is None
    assert neighbours_document(findings).few_photos is None


def test_what_was_measured_is_whole() -> None:
    stored = read_few_photos()
    if stored is None:
        pytest.skip("not trained: python -m models.training.few_photos")
    net, dense = stored.curves
    assert dense.weights > 5 * net.weights
    for curve in stored.curves:
        assert [point.share for point in curve.points] == [0.1, 0.3, 1.0]
        assert all(point.unseen.seeds == 3 for point in curve.points)
