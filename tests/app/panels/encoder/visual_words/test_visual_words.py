"""What cells say on the page, in JSON and in the table: the same words, in the photo's own frame."""

from __future__ import annotations

import base64
import csv
import io
import re

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.language.i18n import languages, translator
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.visual_words.drawing import MUTE, longest_row, pieces
from app.panels.encoder.visual_words.page import visual_words_overlay
from app.panels.encoder.visual_words.result import heard, number_of
from app.panels.scene import Scene
from app.samples.examples import EXAMPLES
from models.encoder.visual_words import RANKED
from models.encoder.visual_words_table import visual_words_table
from tests.fakes_encoder import NOUNS, FakeEncoder, FakeEncoderSource, tiny_visual_words
from tests.photographs import saved

PAGE, API = "/s/chelsea/encoder?view=visual_words", "/api/v1/samples/chelsea/encoder/visual_words"
SIDE = 14


def planted(row: int, col: int, width: int, height: int, orientation: int = 1) -> bytes:
    """A grey photo whose cell (row, col) is red; stored turned where the EXIF says so."""
    pixels = np.full((height, width, 3), 128, np.uint8)
    down, across = height // SIDE, width // SIDE
    pixels[row * down : (row + 1) * down, col * across : (col + 1) * across] = (255, 0, 0)
    image = Image.fromarray(pixels)
    if orientation == 6:  # turned clockwise by who obeys
        image = image.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, "PNG", exif=exif)


@pytest.mark.parametrize(
    ("width", "height", "orientation"), [(560, 280, 1), (280, 560, 1), (280, 420, 6), (448, 448, 1)]
)
@pytest.mark.parametrize("cell", [(0, 0), (2, 11), (13, 5)])
def test_a_planted_cell_says_its_own_word_where_it_lies_in_the_photo(
    desk: TestClient, width: int, height: int, orientation: int, cell: tuple[int, int]
) -> None:
    answer = desk.post(
        "/api/v1/samples",
        files={"image": ("a.png", planted(*cell, width, height, orientation))},
        data={"sentence": "a red spot"},
    )
    assert answer.status_code == 201, answer.text
    found = desk.get(f"/api/v1/samples/{answer.json()['id']}/encoder/visual_words").json()
    grey = found["cells"][(cell[0] + 7) % SIDE * SIDE + (cell[1] + 7) % SIDE]
    different = [
        (each["row"], each["col"])
        for each in found["cells"]
        if [word["cosine"] for word in each["words"]] != pytest.approx([w["cosine"] for w in grey["words"]], abs=0.02)
    ]
    assert cell in different
    row, col = cell
    assert all(abs(each[0] - row) <= 1 and abs(each[1] - col) <= 1 for each in different)  # resizing rings


def test_every_cell_has_its_words_in_falling_order_and_so_has_the_table(desk: TestClient) -> None:
    found = desk.get(API).json()
    assert (found["rows"], found["cols"], len(found["cells"])) == (SIDE, SIDE, SIDE * SIDE)
    for item, cell in enumerate(found["cells"]):
        assert (cell["row"], cell["col"]) == divmod(item, SIDE)
        near = [each["cosine"] for each in cell["words"]]
        assert len(near) == RANKED
        assert near == sorted(near, reverse=True)
        assert cell["clear"] == (near[0] >= found["threshold"])
        assert all(len(cell[way]) == RANKED for way in ("untrained", "elsewhere"))
    table = list(csv.reader(io.StringIO(desk.get("/s/chelsea/encoder/visual_words.csv").text)))
    assert [row[3] for row in table[1:]] == [cell["words"][0]["word"] for cell in found["cells"]]
    assert found["cells_are_logits"] < 1e-5
    assert found["other"] != "chelsea"


@pytest.mark.parametrize("tag", [each.tag for each in languages()])
def test_the_page_says_what_json_says(desk: TestClient, tag: str) -> None:
    found = desk.get(API).json()
    page = desk.get(PAGE, params={"view": "visual_words", "row": "3", "col": "9", "lang": tag}).text
    cell = found["cells"][3 * SIDE + 9]
    listed = page.split('id="visual-said"')[1].split("</ol>")[0]
    assert re.findall(r'class="bar-name"><a [^>]*>([^<]+)</a>', listed) == [each["word"] for each in cell["words"]]
    assert [float(each.replace("−", "-")) for each in re.findall(r'class="number">([^<]+)<', listed)] == pytest.approx(
        [each["cosine"] for each in cell["words"]], abs=0.0051
    )
    numbers = listed.split('data-cells="')[1].split('"')[0].split(";")
    words = listed.split('data-words="')[1].split('"')[0].split(",")
    assert [words[int(each.lstrip("-").split(":")[0])] for each in numbers] == [
        each["words"][0]["word"] for each in found["cells"]
    ]
    assert [not each.startswith("-") for each in numbers] == [each["clear"] for each in found["cells"]]
    assert ("benchmarks.visual_words" in page) == (visual_words_table() is not None)
    assert "is-broken" not in page


def test_a_typed_word_lights_the_cells_that_say_it_in_page_and_json(desk: TestClient) -> None:
    everything = desk.get(API).json()
    for word in NOUNS:
        asked = desk.get(API, params={"word": word}).json()["asked"]
        saying = [
            [cell["row"], cell["col"]]
            for cell in everything["cells"]
            if cell["clear"] and word in [each["word"] for each in cell["words"]]
        ]
        assert (asked["word"], asked["cells"]) == (word, saying)
        page = desk.get(PAGE, params={"view": "visual_words", "word": word, "lang": "en"}).text
        drawn = base64.b64decode(page.split("data:image/svg+xml;base64,")[1].split('"')[0]).decode()
        assert drawn.count('fill-opacity="0.62"') == len(saying)


@pytest.mark.parametrize("nonsense", ["xqzzt", "asdf jkl", "?!", "the", "🙂", "无意义", "no", "x" * 80])
def test_nonsense_lights_nothing_and_is_told(desk: TestClient, nonsense: str) -> None:
    asked = desk.get(API, params={"word": nonsense}).json()["asked"]
    assert (asked["word"], asked["cells"]) == (None, [])
    page = desk.get(PAGE, params={"view": "visual_words", "word": nonsense, "lang": "en"}).text
    assert "so nothing lights" in page
    assert (
        'fill-opacity="0.62"'
        not in base64.b64decode(page.split("data:image/svg+xml;base64,")[1].split('"')[0]).decode()
    )


def test_plurals_phrases_and_chinese_are_read_as_their_word() -> None:
    words = tiny_visual_words()
    for typed, word in (
        ("Dogs", "dog"),
        ("a red shirt", "shirt"),
        ("狗", "dog"),
        ("CAT!", "cat"),
        ("big  sand", "sand"),
    ):
        number = number_of(typed, words)
        assert number is not None
        assert words.words[number] == word
    assert number_of("shirtless", words) is None


def test_typed_text_is_escaped(desk: TestClient) -> None:
    page = desk.get(PAGE, params={"view": "visual_words", "word": "<b>cat</b>"}).text
    assert "<b>cat" not in page


def test_cells_that_are_near_to_nothing_are_said_to_say_nothing() -> None:
    encoder = FakeEncoder()
    sample = EXAMPLES[0].sample
    encoded = encoder.encode(np.full((30, 40, 3), 90, np.uint8), (448, 448))
    found = heard(encoded, encoded, sample, "cat", tiny_visual_words(threshold=1.1), encoder.classifier)
    assert not found.clear.any()
    assert found.asked is not None
    assert not found.asked.cells.any()
    scene = EncoderScene(Scene(sample, translator("en")), EncoderQuery(view="visual_words", word="cat"))
    assert visual_words_overlay(found, scene).scale is None


def test_a_link_without_its_state_is_the_middle_and_the_word_stays_in_the_link(desk: TestClient) -> None:
    page = desk.get(PAGE, params={"view": "visual_words", "word": "cat", "lang": "en"}).text
    assert "Cell (7, 7) says" in page
    assert "word=cat" in page.split('class="visual-steps"')[1].split("</nav>")[0]
    assert EncoderQuery.read(dict(EncoderQuery(word="cat", row=1, col=2).hidden())).word == "cat"
    corner = desk.get(PAGE, params={"view": "visual_words", "row": "0", "col": "0", "lang": "en"}).text
    assert corner.split('class="visual-steps"')[1].split("</nav>")[0].count("<a ") == 2


def test_pieces_are_neighbours_with_one_word_and_the_word_stands_in_the_longest_row() -> None:
    labels = np.array([[1, 1, 2], [MUTE, 1, 2], [1, MUTE, 2]])
    found = pieces(labels)
    assert [(0, 0), (0, 1), (1, 1)] in found
    assert [(2, 0)] in found
    assert sum(len(piece) for piece in found) == 7
    assert longest_row([(0, 0), (0, 1), (1, 1)]) == (0, 0, 2)
    assert longest_row([(0, 2), (1, 2), (2, 2)]) == (1, 2, 3)


def test_one_run_of_the_encoder_serves_every_word(desk: TestClient, source: FakeEncoderSource) -> None:
    desk.get(API)
    before = source.models.encoded
    for word in ("cat", "dog", ""):
        desk.get(API, params={"word": word})
    assert source.models.encoded == before
