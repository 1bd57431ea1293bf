"""What an end model answers and what an encoder hands over: the page, its JSON, its arrays."""

from __future__ import annotations

import io
from itertools import product

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.language.i18n import languages
from app.panels.encoder.query import Form
from models.encoder.sizes import SIZES, grid_of
from models.encoder_results import RegionKind
from tests.fakes_encoder import WIDTH, FakeEncoderSource

PAGE, API = "/s/chelsea/encoder", "/api/v1/samples/chelsea/encoder/outputs"
OTHER = "A horse on a sofa"


@pytest.mark.parametrize(("tag", "form", "size"), list(product([each.tag for each in languages()], Form, SIZES)))
def test_every_form_at_every_size_has_its_page(desk: TestClient, tag: str, form: Form, size: str) -> None:
    page = desk.get(PAGE, params={"lang": tag, "form": form.value, "size": size})
    assert page.status_code == 200
    rows, cols = grid_of(SIZES[size])
    assert f"{rows} × {cols} × {WIDTH}" in page.text
    assert f"{rows * cols} × {WIDTH}" in page.text
    assert ('data-grid="' in page.text.split('id="over"')[1]) == (form in (Form.GRID, Form.SEQUENCE))


def test_the_answers_keep_their_length_and_the_grid_does_not(desk: TestClient) -> None:
    found = {size: desk.get(API, params={"size": size}).json() for size in SIZES}
    for size, answer in found.items():
        shapes = {form["name"]: form["shape"] for form in answer["forms"]}
        rows, cols = grid_of(SIZES[size])
        assert shapes["grid"] == [rows, cols, WIDTH]
        assert shapes["sequence"] == [rows * cols, WIDTH]
        assert shapes["pooled"] == [WIDTH] == [len(answer["pooled"])]
        assert all(form["bytes"] == 4 * form["numbers"] == 4 * np.prod(form["shape"]) for form in answer["forms"])


def test_features_are_run_anew_and_equal_for_another_sentence_and_what_is_fused_is_not(
    desk: TestClient, source: FakeEncoderSource
) -> None:
    before = source.models.encoded
    own, other = desk.get(API, params={"other": OTHER, "size": "320"}).json()["sentences"]
    assert other["sentence"] == OTHER
    assert source.models.encoded == before + 2 - int(before > 0)  # the sample's own may have been run for another test
    assert own["features"] == other["features"]
    assert own["fused"] != other["fused"]
    page = desk.get(PAGE, params={"other": OTHER, "size": "320", "lang": "en"}).text
    assert page.count(own["features"]) == 2
    assert "equal to the bit" in page


def test_without_another_sentence_one_swapped_word_is_shown(desk: TestClient) -> None:
    own, other = desk.get(API).json()["sentences"]
    assert own["sentence"].replace("cat", "horse") == other["sentence"]


def test_identities_hold_and_are_numbers_on_the_page(desk: TestClient) -> None:
    found = desk.get(API, params={"size": "224x672"}).json()["identities"]
    assert max(found["mean_is_pooled"], found["cells_are_logits"], found["regions_are_pooled"]) < 1e-5
    assert found["planted"] == found["cells"] == 147
    page = desk.get(PAGE, params={"size": "224x672", "lang": "en"}).text
    assert "147 / 147" in page
    assert "is-broken" not in page


def test_boxes_are_regions_and_superpixels_where_there_are_none_or_on_request(desk: TestClient) -> None:
    boxes = desk.get(API).json()
    assert boxes["regions"] == RegionKind.BOXES.value
    assert [each["name"] for each in boxes["things"]] == ["cat", "person"]
    assert boxes["areas"] == pytest.approx([0.7 * 0.7, 0.25 * 0.5], abs=1e-4)
    pieces = desk.get(API, params={"by": "pieces"}).json()
    assert sum(pieces["areas"]) == pytest.approx(1, abs=1e-3)
    none = desk.get(API.replace("chelsea", "rocket")).json()
    assert (none["things"], none["regions"]) == ([], "pieces")
    page = desk.get(PAGE.replace("chelsea", "rocket"), params={"lang": "en", "form": "regions"}).text
    assert "None of the 80 things" in page


def test_a_cell_in_the_address_is_told_and_one_beyond_the_grid_is_not(desk: TestClient) -> None:
    page = desk.get(PAGE, params={"row": "2", "col": "5", "lang": "en"}).text
    assert "Cell (2, 5) is item 19." in page
    page = desk.get(PAGE, params={"row": "99", "col": "5", "lang": "en"}).text
    assert "Cell (3, 3) is item 24." in page


def test_nonsense_in_the_address_is_the_default(desk: TestClient) -> None:
    page = desk.get(PAGE, params={"size": "9", "form": "x", "by": "y", "row": "-1", "view": "?"})
    assert page.status_code == 200
    assert desk.get(API, params={"size": "9"}).status_code == 422


def test_the_other_sentence_is_escaped_and_one_without_a_word_is_told(desk: TestClient) -> None:
    page = desk.get(PAGE, params={"other": "<b>a cat</b>"}).text
    assert "<b>a cat" not in page
    told = desk.get(PAGE, params={"other": "!!!"})
    assert told.status_code == 200
    assert "is-error" in told.text


def test_the_arrays_are_the_numbers_of_the_page(desk: TestClient) -> None:
    answer = desk.get("/s/chelsea/encoder/features.npz", params={"size": "320"})
    arrays = np.load(io.BytesIO(answer.content))
    assert arrays["grid"].shape == (10, 10, WIDTH)
    np.testing.assert_array_equal(arrays["grid"].reshape(100, WIDTH), arrays["sequence"])
    np.testing.assert_allclose(arrays["sequence"].mean(0), arrays["pooled"], atol=1e-5)
    np.testing.assert_allclose(desk.get(API, params={"size": "320"}).json()["pooled"], arrays["pooled"], atol=1e-5)
