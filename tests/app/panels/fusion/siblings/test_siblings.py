"""Small siblings of the famous models on a person's own photo: boxes in its frame, words, the way back, numbers."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.panels.fusion.siblings.drawing import THICK, THIN, box_frames
from models.fusion.regions.catalogue_names import SIBLING_SHAPES
from models.fusion.regions.photo import WHOLE
from models.fusion.regions.table import read_sibling_table
from tests.fakes_fusion import UNREAD
from tests.photographs import saved

PAGE, API = "/s/chelsea/fusion", "/api/v1/samples/chelsea/fusion/siblings"
VIEW = {"view": "siblings", "lang": "en"}
UNDO = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270, 3: Image.Transpose.ROTATE_180}


def square_photo(width: int, height: int, orientation: int = 1) -> bytes:
    """Dark, with a white rectangle from a quarter to a half across and from an eighth to five eighths down."""
    pixels = np.full((height, width, 3), 20, np.uint8)
    pixels[height // 8 : height * 5 // 8, width // 4 : width // 2] = 255
    image, exif = Image.fromarray(pixels), Image.Exif()
    if orientation in UNDO:
        image = image.transpose(UNDO[orientation])
        exif[0x0112] = orientation
    return saved(image, "PNG", exif=exif)


def sent(lab: TestClient, content: bytes, sentence: str = "a white square") -> str:
    """The address of a new sample."""
    for _ in range(10):  # while the words' models warm up on a busy machine
        answer = lab.post("/s", files={"image": ("a.png", content)}, data={"sentence": sentence})
        if answer.status_code != 503:
            break
    assert answer.status_code == 303
    return str(answer.headers["location"].split("?")[0])


def page_of(lab: TestClient, address: str = "/s/chelsea", **asked: Any) -> str:
    answer = lab.get(f"{address}/fusion", params={**VIEW, **asked})
    assert answer.status_code == 200
    return answer.text


def rectangles(page: str) -> list[tuple[float, ...]]:
    """x, y, width, height and line of every box in the siblings' drawings."""
    edges = r'class="sibling-line" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" stroke-width="([\d.]+)"'
    return [tuple(map(float, found)) for found in re.findall(edges, page)]


@pytest.mark.parametrize(
    ("width", "height", "orientation"), [(64, 32, 1), (32, 64, 1), (64, 32, 6), (64, 32, 8), (32, 64, 6), (32, 64, 3)]
)
def test_a_box_frames_what_is_bright_in_the_photo_as_it_is_shown(
    lab: TestClient, width: int, height: int, orientation: int
) -> None:
    """Landscape, portrait, and stored turned: `width` and `height` are those of the upright photo."""
    page = page_of(lab, sent(lab, square_photo(width, height, orientation)))
    assert f'class="sibling-boxes" viewBox="0 0 {width} {height}"' in page
    found = {each[:4] for each in rectangles(page)}
    assert found == {(0, 0, width, height), (width / 4, height / 8, width / 4, height / 2)}
    over = re.search(r'<svg class="stage-picture over-picture.*?</svg>', page, re.DOTALL)
    assert over is not None
    assert f'viewBox="0 0 {width} {height}"' in over[0]
    assert f'x="{width / 4}" y="{height / 8}" width="{width / 4}" height="{height / 2}"' in over[0]


def test_the_heavier_a_box_the_thicker_its_line_and_it_is_drawn_last() -> None:
    boxes = (WHOLE, (0.0, 0.0, 0.5, 0.5), (0.5, 0.5, 1.0, 1.0))
    frames = box_frames(boxes, np.array([0.1, 0.7, 0.2], np.float32), 2, (200, 100))
    assert [frame.number for frame in frames] == [0, 2, 1]
    assert [frame.line for frame in frames] == sorted(frame.line for frame in frames)
    assert frames[-1].line == THICK
    assert frames[0].line == pytest.approx(THIN + (THICK - THIN) / 7, abs=0.01)
    assert [frame.current for frame in frames] == [False, True, False]
    assert (frames[1].x, frames[1].y, frames[1].width, frames[1].height) == (100, 50, 100, 50)


def test_a_photo_without_boxes_still_works_and_says_so(lab: TestClient) -> None:
    address = sent(lab, saved(Image.fromarray(np.full((32, 48, 3), 20, np.uint8)), "PNG"))
    page = page_of(lab, address)
    assert "No box was found" in page
    assert {each[:4] for each in rectangles(page)} == {(0, 0, 48, 32)}
    found = lab.get(f"/api/v1/samples/{address.removeprefix('/s/')}/fusion/siblings").json()
    assert [region["index"] for region in found["regions"]] == [0]
    assert all(row == [1] for row in found["siblings"][1]["looks"])
    assert "No box was found" not in page_of(lab)


def test_the_page_says_what_the_json_says(lab: TestClient) -> None:
    found = lab.get(API, params={"lang": "en"}).json()
    word = 1
    page = page_of(lab, word=word, region=2)
    names = ["whole photo", *(f"{each['index']} {each['name']}" for each in found["regions"][1:])]
    assert len(names) == 3
    rows = re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>(.*?)</tr>', page, re.DOTALL)
    table = {name: re.findall(r'<td class="number">([^<]*)', cells) for name, cells in rows if name in names}
    for index, name in enumerate(names):
        for sibling, written in zip(found["siblings"], table[name], strict=True):
            share = sibling["looks"][word][index] + (sibling["tags"][word][index] if sibling["tags"] else 0)
            assert written.rstrip(" %").removeprefix("&lt; ") == f"{max(round(100 * share), 1 if share else 0)}"
    for sibling in found["siblings"]:
        best = int(np.argmax(sibling["asks"][2]))
        assert (
            f'<bdi>{found["words"][best]}</bdi> <span class="number">{round(100 * sibling["asks"][2][best])} %' in page
        )


def test_every_region_is_a_link_that_says_which_is_chosen(lab: TestClient) -> None:
    """Boxes are reached by the keyboard as rows of the table; the drawing is described in words."""
    page = page_of(lab, region=1)
    assert [f"region={index}" in page for index in range(4)] == [True, True, True, False]
    assert page.count('aria-current="true">1 ') == 1
    assert page.count('role="img" aria-label="Boxes by how much') == len(SIBLING_SHAPES)
    assert page.count("sibling-box is-current") == len(SIBLING_SHAPES)
    for odd in ("99", "-1", "x"):
        assert page_of(lab, region=odd).count("sibling-box is-current") == len(SIBLING_SHAPES)


def test_shares_of_the_json_are_shares_and_names_only_where_names_are_words(lab: TestClient) -> None:
    found = lab.get(API, params={"lang": "en"}).json()
    assert [each["name"] for each in found["siblings"]] == list(SIBLING_SHAPES)
    for each in found["siblings"]:
        assert (each["tags"] is not None) == SIBLING_SHAPES[each["name"]].tags
        looks = np.array(each["looks"]) + (np.array(each["tags"]) if each["tags"] else 0)
        np.testing.assert_allclose(looks.sum(1), 1, atol=1e-3)
        np.testing.assert_allclose(np.sum(each["asks"], axis=1), 1, atol=1e-3)
        assert np.shape(each["asks"]) == (len(found["regions"]), len(found["words"]))
    chinese = lab.get(API, params={"lang": "zh-CN"}).json()
    assert chinese["regions"][1]["name"] != found["regions"][1]["name"]


def test_the_csv_has_a_row_for_each_sibling_word_and_region(lab: TestClient) -> None:
    found, answer = lab.get(API).json(), lab.get("/s/chelsea/fusion/siblings.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == len(SIBLING_SHAPES) * len(found["words"]) * len(found["regions"])
    last = rows[-1]
    sibling, word, region = found["siblings"][-1], int(last["word"]), int(last["region"])
    assert float(last["look"]) == sibling["looks"][word][region]
    assert float(last["tag"]) == sibling["tags"][word][region]
    assert float(last["ask"]) == sibling["asks"][region][word]
    assert rows[0]["tag"] == ""


def test_what_was_measured_stands_beside_what_points_without_reading(lab: TestClient) -> None:
    table, page = lab.get("/api/v1/fusion/siblings").json(), page_of(lab)
    for row in table["siblings"]:
        assert f"{row['accuracy'][0]:.1f}" in page
        assert f"{row['pointing']['all'][0]:.1f}" in page
    for name in ("random_box", "surest_box", "any_box"):
        assert f"{getattr(read_sibling_table().baselines, name)['all']:.1f} %" in page
    assert table["seeds"] == 3


def test_a_sentence_that_nobody_read_is_told_in_the_panel(lab: TestClient) -> None:
    address = sent(lab, square_photo(64, 32), f"{UNREAD} {UNREAD}")
    page = lab.get(f"{address}/fusion", params=VIEW).text
    assert "is-error" in page
    assert "sibling-card" not in page


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_both_languages_name_everything(lab: TestClient, language: str) -> None:
    page = page_of(lab, lang=language)
    assert "siblings." not in re.sub(r'"[^"]*"', "", page)
