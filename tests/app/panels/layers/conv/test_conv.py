"""The room `conv`: kernels as they are typed, the sum at one place, and what is told of wrong ones."""

from __future__ import annotations

import numpy as np
import pytest

from app.engines.lab import Look
from app.panels.layers.conv.document import conv_document
from app.panels.layers.conv.drawing import conv_overlay, draw_convolution, resized, typed
from app.panels.layers.conv.output import is_brightness, peak_of
from app.panels.layers.conv.result import convolution, find_kernel, kernel_text, nearest_convolution, read_place
from models.errors import InvalidArgument
from tests.app.panels.layers.conftest import MakeScene


@pytest.mark.parametrize(
    ("text", "place"),
    [("12,40", (12, 40)), ("0,0", (0, 0)), ("", None), ("12", None), ("1,2,3", None), ("-1,2", None), ("a,b", None)],
)
def test_a_place_is_a_row_and_a_column(text: str, place: tuple[int, int] | None) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize("text", ["edge", "learned_2", "1,2,3;4,5,6;7,8,9"])
def test_a_kernel_is_found_by_what_its_address_says(look: Look, text: str) -> None:
    assert kernel_text(find_kernel(look, text)) == text


@pytest.mark.parametrize("text", ["learned_99", "learned_-1", "learned_x", "a b"])
def test_a_kernel_that_is_not_there_is_refused(look: Look, text: str) -> None:
    with pytest.raises(InvalidArgument):
        find_kernel(look, text)


@pytest.mark.parametrize(("text", "at"), [("a b", None), ("edge", (900, 1))])
def test_what_is_wrong_is_kept_beside_the_next_best(look: Look, text: str, at: tuple[int, int] | None) -> None:
    findings = nearest_convolution(look, text, at)
    assert findings.wrong is not None
    assert findings.kernel.name == "edge"


def test_a_kernel_grows_with_zeros_and_shrinks_to_its_middle() -> None:
    kernel = np.arange(9, dtype=np.float32).reshape(3, 3)
    wide = resized(kernel, 5)
    assert wide.shape == (5, 5)
    np.testing.assert_array_equal(resized(wide, 3), kernel)


def test_the_page_holds_the_sum_and_the_kernel_to_edit(look: Look, make_scene: MakeScene) -> None:
    findings = convolution(look, "1 2 3; 4 5 6; 7 8 9", (5, 6))
    page = draw_convolution(findings, make_scene(view="conv", stage="stem"))
    assert (page.row, page.col, page.side, page.count) == (5, 6, 3, 9)
    assert page.text == typed(findings.kernel) == "1 2 3; 4 5 6; 7 8 9"
    assert len(page.learned) == 4
    assert conv_overlay(findings, make_scene(view="conv")).held == (5, 6)


def test_a_learned_kernel_leads_to_its_map(look: Look, make_scene: MakeScene) -> None:
    page = draw_convolution(convolution(look, "learned_1", None), make_scene(view="conv", stage="stem"))
    assert page.number == 1
    assert page.maps_href is not None
    assert "channel=1" in page.maps_href
    assert page.rows == ()


def test_an_output_whose_weights_sum_to_one_is_a_photo_again(look: Look) -> None:
    blurred, edges = convolution(look, "blur", None), convolution(look, "edge", None)
    assert is_brightness(blurred.kernel)
    assert not is_brightness(edges.kernel)
    assert peak_of(edges.output, edges.kernel) <= float(np.abs(edges.output).max())


@pytest.mark.parametrize("output", [False, True])
def test_the_document_sums_its_products(look: Look, output: bool) -> None:
    told = conv_document(convolution(look, "learned_0", (1, 1)), output).model_dump(exclude_unset=True)
    assert told["total"] == pytest.approx(np.sum(told["products"]) + told["kernel"]["bias"], abs=1e-4)
    assert ("output" in told) is output
    assert told["reads"] == "colours"
