"""The gated layers on the page: words with gates open and shut, looks in the photo's frame, JSON and CSV alike."""

from __future__ import annotations

import csv
import io
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.language.i18n import languages, translator
from app.main import create_app
from app.panels.encoder.flamingo.drawing import FLOOR, gates_drawing
from app.panels.encoder.flamingo.result import BLOCKS, SHARES, read_facts
from app.panels.encoder.language_model import INSTALL
from app.settings import Settings
from models.captioner.cuts import CUTS
from models.captioner.gated.layers import GatedLayer, GatedLayers
from models.captioner.gated.table import PAIRS, WAYS, gated_table
from models.captioner.table import captioner_table
from tests.fakes import FakeAttender
from tests.fakes_encoder import WIDTH, FakeEncoder, FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.fakes_language import FakeLanguage
from tests.photographs import saved

PAGE = "/s/chelsea/encoder?view=flamingo"
API = "/api/v1/samples/chelsea/encoder/flamingo"
TAGS = [each.tag for each in languages()]
CELLS = 7


UNDO = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270, 3: Image.Transpose.ROTATE_180}


class LooksAtBright(GatedLayer):
    """Every word looks at what is bright."""

    def __call__(self, stream: np.ndarray, seen: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        looks = np.exp(10 * seen[:, None, None, :, 0])
        looks = np.broadcast_to(looks, (len(stream), 2, stream.shape[1], seen.shape[1]))
        return stream, looks / looks.sum(-1, keepdims=True)


class Looking(FakeLanguage):
    """Its gated layers narrow a cell to its brightness."""

    def gated(self) -> GatedLayers:
        layers, mix = super().gated(), np.stack([cell(colour) for colour in np.eye(3)], 1)
        weight = np.zeros_like(layers.narrow[0])
        weight[0] = np.ones(3) @ np.linalg.pinv(mix)
        narrow = (weight, np.zeros_like(layers.narrow[1]))
        return replace(layers, narrow=narrow, layers=tuple(LooksAtBright(**vars(each)) for each in layers.layers))


def cell(colour: np.ndarray) -> np.ndarray:
    """What the fake encoder makes of a photo of one colour: (WIDTH,)."""
    pixels = np.broadcast_to((255 * colour).astype(np.uint8), (224, 224, 3))
    return FakeEncoder().encode(pixels, (224, 224)).grid[:, 0, 0]


@pytest.fixture
def source() -> FakeLanguage:
    return FakeLanguage(WIDTH)


def desk_of(settings: Settings, source: FakeLanguage) -> TestClient:
    app = create_app(settings, FakeAttender(), None, FakeFusion(), FakeEncoderSource(), language=source)
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def desk(settings: Settings, source: FakeLanguage) -> Iterator[TestClient]:
    with desk_of(settings, source) as client:
        yield client


def square_photo(width: int, height: int, orientation: int = 1) -> bytes:
    """Dark, with a white rectangle from a seventh to three sevenths across and from four sevenths to the bottom."""
    pixels = np.full((height, width, 3), 20, np.uint8)
    pixels[height * 4 // 7 :, width // 7 : width * 3 // 7] = 255
    image, exif = Image.fromarray(pixels), Image.Exif()
    if orientation in UNDO:
        image = image.transpose(UNDO[orientation])
        exif[0x0112] = orientation
    return saved(image, "PNG", exif=exif)


def sent(desk: TestClient, content: bytes, sentence: str = "a white square") -> str:
    """The address of a new sample."""
    for _ in range(10):  # while the words' models warm up on a busy machine
        answer = desk.post("/s", files={"image": ("a.png", content)}, data={"sentence": sentence})
        if answer.status_code != 503:
            break
    assert answer.status_code == 303
    return str(answer.headers["location"].split("?")[0])


def heat_of(page: str) -> tuple[float, float]:
    """Centre of mass of what lies over the photo, as shares of its width and height."""
    found = re.search(r'class="over-image" href="data:image/png;base64,([^"]+)"', page)
    assert found is not None
    alpha = np.asarray(Image.open(io.BytesIO(b64decode(found[1]))).convert("RGBA"), np.float64)[..., 3]
    alpha *= alpha > alpha.max() / 2
    rows, cols = ((np.arange(size) + 0.5) / size for size in alpha.shape)
    return float((alpha.sum(0) @ cols) / alpha.sum()), float((alpha.sum(1) @ rows) / alpha.sum())


@pytest.mark.parametrize(
    ("width", "height", "orientation"), [(140, 70, 1), (70, 140, 1), (140, 70, 6), (140, 70, 8), (70, 140, 3)]
)
def test_a_look_lies_over_what_is_bright_in_the_photo_as_it_is_shown(
    settings: Settings, width: int, height: int, orientation: int
) -> None:
    """Landscape, portrait, and stored turned: `width` and `height` are those of the upright photo."""
    with desk_of(settings, Looking(WIDTH)) as desk:
        address = sent(desk, square_photo(width, height, orientation))
        for asked in ({"said": "0"}, {"said": "2", "layer": "3"}):
            page = desk.get(f"{address}/encoder", params={"view": "flamingo", "start": "1", "wait": "1", **asked}).text
            assert f'viewBox="0 0 {width} {height}"' in page
            across, down = heat_of(page)
            assert across == pytest.approx(2 / 7, abs=0.05)
            assert down == pytest.approx(11 / 14, abs=0.05)
        told = desk.get(f"/api/v1/samples/{address.removeprefix('/s/')}/encoder/flamingo").json()
        grid = np.array(told["words"][0]["looks"][0])
        assert {(int(row), int(col)) for row, col in np.argwhere(grid > 0.5 * grid.max())} == {
            (row, col) for row in (4, 5, 6) for col in (1, 2)
        }


def test_before_it_starts_there_are_gates_and_a_button(desk: TestClient, source: FakeLanguage) -> None:
    page = desk.get(f"{PAGE}&lang=en").text
    assert "start=1" in page
    assert page.count('class="flamingo-block"') == BLOCKS + 1  # and in the key
    assert page.count('class="flamingo-learnt"') == 2 * len(CUTS)
    assert 'class="caption-words"' not in page
    assert "over-image" not in page
    assert not source.loaded


def test_the_page_says_what_the_json_says(desk: TestClient) -> None:
    page = desk.get(f"{PAGE}&start=1&wait=1&said=1&layer=2&lang=en").text
    told, t = desk.get(API).json(), translator("en")
    assert (told["told"], told["open"]) == ("sentence", 1)
    rows = re.findall(r'class="caption-word[ "].*?</li>', page, re.DOTALL)
    assert len(rows) == len(told["words"]) > 3
    for row, word in zip(rows, told["words"], strict=True):
        said = unescape(re.sub("<[^>]+>", " ", row))
        assert t.fine(word["opened"]) in said
        assert t.fine(word["shut"]) in said
        assert word["text"] in said
    look = np.array(told["words"][1]["looks"][2])
    assert np.isclose(look.sum(), 1, atol=1e-3)
    assert f"{t.number(float(look.max()) * look.size, 1)} ×" in page
    assert t("encoder.flamingo.look_note", heads=read_facts().heads, shared=t.percent(told["shared"])) in unescape(
        re.sub("<[^>]+>", "", page)
    )
    for gate, learnt in zip(told["gates"], read_facts().passes, strict=True):
        assert (gate["attention"], gate["feed_forward"]) == learnt
        assert f'<th scope="row">{gate["before"]}</th>' in page
        assert f'<td class="number">{t.number(learnt[0], 3)}</td>' in page


def test_the_csv_has_a_row_for_each_word_layer_and_cell(desk: TestClient) -> None:
    told, answer = desk.get(f"{API}?open=0.5").json(), desk.get("/s/chelsea/encoder/flamingo.csv?open=0.5")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == len(told["words"]) * len(CUTS) * CELLS**2
    for row in rows[:: len(rows) // 40]:
        word = told["words"][int(row["word"])]
        layer = [gate["before"] for gate in told["gates"]].index(int(row["before"]))
        assert float(row["look"]) == word["looks"][layer][int(row["row"])][int(row["col"])]
        assert (float(row["opened"]), float(row["shut"])) == (word["opened"], word["shut"])


def test_with_the_gates_shut_every_word_is_as_likely_as_without_the_photo(desk: TestClient) -> None:
    shut, learnt = desk.get(f"{API}?open=0").json(), desk.get(API).json()
    assert [word["opened"] for word in shut["words"]] == [word["shut"] for word in shut["words"]]
    assert [word["shut"] for word in learnt["words"]] == [word["shut"] for word in shut["words"]]
    assert [word["opened"] for word in learnt["words"]] != [word["shut"] for word in learnt["words"]]
    half = desk.get(f"{API}?open=0.5").json()
    assert [word["opened"] for word in half["words"]] != [word["opened"] for word in learnt["words"]]
    page = desk.get(f"{PAGE}&open=0&start=1&wait=1&lang=en").text
    assert re.search(r'aria-current="true">0 %', page)
    bars = re.findall(r'class="flamingo-bar is-\w+" x="[^"]*" y="[^"]*" width="[^"]*" height="([^"]*)"', page)
    assert [float(height) for height in bars] == [0] * (2 * len(CUTS))


def test_what_it_writes_is_read_word_by_word_too(desk: TestClient, source: FakeLanguage) -> None:
    with desk.stream("GET", "/s/chelsea/encoder/stream?view=flamingo&told=caption&start=1") as stream:
        assert "event: done" in list(stream.iter_lines())
    told = desk.get(f"{API}?told=caption").json()
    passes = source.model.passes
    page = desk.get(f"{PAGE}&told=caption&lang=en").text
    assert told["text"] in unescape(re.sub("<[^>]+>", "", page))
    assert source.model.passes == passes
    assert source.loaded == 1


def test_choices_go_on_reading_once_it_has_begun(desk: TestClient) -> None:
    """Whoever moves the gates need not ask again; the choice of a word keeps what was read."""
    page = unescape(desk.get(f"{PAGE}&start=1&wait=1&lang=en").text)
    for share in SHARES[:-1]:
        assert re.search(rf'href="[^"]*start=1[^"]*open={share}["&]', page)
    fresh = unescape(desk.get("/s/coffee/encoder?view=flamingo&lang=en").text)
    assert "open=0.25" in fresh
    assert not re.search(r'href="[^"]*start=1[^"]*open=|href="[^"]*open=[^"]*start=1', fresh)


def test_a_sentence_without_a_latin_letter_is_not_read(desk: TestClient) -> None:
    address = sent(desk, square_photo(70, 70), "一只猫坐在草地上")
    page = desk.get(f"{address}/encoder?view=flamingo&told=sentence&lang=en").text
    assert translator("en")("encoder.flamingo.unreadable") in unescape(page)
    group = re.search(r'aria-labelledby="flamingo-told">(.*?)</span>', page, re.DOTALL)
    assert group is not None
    assert group[1].count("<a ") == 1
    assert translator("en")("encoder.flamingo.told_of.caption") in group[1]
    api = f"/api/v1/samples/{address.removeprefix('/s/')}/encoder/flamingo"
    refused = desk.get(api, params={"lang": "en"})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_english")
    assert desk.get(f"{address}/encoder/flamingo.csv").status_code == 422
    assert desk.get(f"{api}?told=caption").json()["text"] is not None


@pytest.mark.parametrize("asked", ["open=-0.1", "open=1.5", "open=nan", "open=x", "told=poem"])
def test_the_api_refuses_what_it_cannot_do(desk: TestClient, asked: str) -> None:
    assert desk.get(f"{API}?{asked}").status_code == 422
    assert desk.get(f"/s/chelsea/encoder/flamingo.csv?{asked}").status_code == 422
    assert desk.get("/api/v1/samples/nobody/encoder/flamingo").status_code == 404


@pytest.mark.parametrize("asked", ["open=7", "told=poem", "said=99", "said=-1", "layer=9", "layer=x"])
def test_the_page_leaves_out_what_it_cannot_read(desk: TestClient, asked: str) -> None:
    page = desk.get(f"{PAGE}&{asked}&start=1&wait=1&lang=en")
    assert page.status_code == 200
    assert "over-image" in page.text


@pytest.mark.parametrize("tag", TAGS)
def test_without_the_extra_the_page_says_how_to_get_it(settings: Settings, tag: str) -> None:
    source = FakeLanguage(WIDTH, installed=False)
    with desk_of(settings, source) as client:
        page = client.get(f"{PAGE}&start=1&wait=1&lang={tag}").text
        told, rows = client.get(API), client.get("/s/chelsea/encoder/flamingo.csv")
    t = translator(tag)
    assert t("encoder.caption.missing_title") in unescape(page)
    assert INSTALL in unescape(page)
    assert t("encoder.caption.measured") in unescape(page)
    assert 'class="flamingo-gates"' in page
    assert not source.loaded
    assert (told.status_code, told.json()["installed"], told.json()["text"]) == (200, False, None)
    assert len(told.json()["gates"]) == len(CUTS)
    assert len(rows.text.splitlines()) == 1


@pytest.mark.parametrize("tag", TAGS)
def test_every_line_of_what_was_measured_has_its_words(tag: str) -> None:
    t = translator(tag)
    for kind, names in (("way", WAYS), ("pair", PAIRS)):
        assert all(t.has(f"encoder.flamingo.{kind}.{name}") for name in names)


def test_the_projector_stands_beside_where_it_was_measured_on_as_many_photos(desk: TestClient) -> None:
    prefix, gated = captioner_table(), gated_table()
    assert prefix is not None
    assert gated is not None
    assert prefix.photos == gated.photos
    assert gated.losses["shut"].value == pytest.approx(prefix.losses["words"].value, abs=1e-4)  # the untouched model
    assert gated.losses["own"].value < gated.losses["mean"].value < gated.losses["another"].value
    assert gated.pairs["mean_own"].low > 0
    assert f"{prefix.losses['without'].value:.3f} with the mean photo" in desk.get(f"{PAGE}&lang=en").text


def test_bars_are_as_high_as_the_gates_let_through() -> None:
    facts = replace(read_facts(), passes=((0.5, -0.25),) * len(CUTS))
    drawing = gates_drawing(facts, 0.5)
    assert drawing.top == 0.5
    assert [(bar.kind, bar.learnt, bar.now) for bar in drawing.bars[:2]] == [
        ("ask", FLOOR, FLOOR / 2),
        ("feed", FLOOR / 2, FLOOR / 4),
    ]
    assert [bar.learnt for bar in gates_drawing(replace(facts, passes=((0.0, 0.0),) * 4), 1).bars] == [0] * 8
    assert len(drawing.blocks) == BLOCKS
    for bar, number in zip(drawing.bars[::2], CUTS, strict=True):
        before, after = drawing.blocks[number - 1], drawing.blocks[number]
        assert before.x + before.width < bar.x < after.x
    assert drawing.blocks[-1].x + drawing.blocks[-1].width <= drawing.width
