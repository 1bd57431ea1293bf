from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from tests.photographs import photo

SENTENCE = "a green cat on a blue sofa, no dog"
BASE = "/api/v1/samples/{}/attention/"


@pytest.fixture
def base(client: TestClient) -> str:
    answer = client.post("/s", files={"image": ("a.jpg", photo())}, data={"sentence": SENTENCE})
    return BASE.format(answer.headers["location"].removeprefix("/s/"))


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [("?word=2", "cat", [2, 2]), ("?from=1&to=2", "green cat", [1, 2]), ("?from=2&to=1", "green cat", [1, 2])],
)
def test_a_map_of_a_word_or_a_phrase(client: TestClient, base: str, query: str, text: str, words: list[int]) -> None:
    document = client.get(f"{base}map{query}").json()
    assert (document["text"], document["words"], document["found"]) == (text, words, True)
    assert SENTENCE[document["start"] : document["end"]] == text
    assert np.sum(document["attention"]) == pytest.approx(1, abs=1e-3)


def test_without_words_it_is_the_sentence_and_its_score_the_match(client: TestClient, base: str) -> None:
    document = client.get(f"{base}map").json()
    assert document["score"] == client.get(base.removesuffix("/")).json()["match"]
    assert document["text"] == SENTENCE


@pytest.mark.parametrize("name", ["overlay.png", "heat.png"])
def test_pictures_have_the_photos_size_and_a_name(client: TestClient, base: str, name: str) -> None:
    answer = client.get(f"{base}{name}?from=1&to=2")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == f'attachment; filename="1-2-{name}"'
    assert Image.open(io.BytesIO(answer.content)).size == (48, 32)


def test_tables_and_arrays(client: TestClient, base: str) -> None:
    assert client.get(f"{base}map.csv?word=2").text.startswith("row,column,left,top,right,bottom,attention,evidence\n")
    with np.load(io.BytesIO(client.get(f"{base}maps.npz?word=2").content)) as arrays:
        assert str(arrays["text"]) == "cat"


@pytest.mark.parametrize("file", ["map", "overlay.png", "heat.png", "maps.npz", "map.csv"])
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?word=99", "no_such_words"),
        ("?from=1&to=99", "no_such_words"),
        ("?from=1", "half_phrase"),
        ("?word=1&from=1&to=2", "half_phrase"),
        ("?word=-1", None),
        ("?word=cat", None),
    ],
)
def test_words_that_are_not_there_are_told(
    client: TestClient, base: str, file: str, query: str, code: str | None
) -> None:
    answer = client.get(f"{base}{file}{query}")
    assert answer.status_code in {400, 422}
    assert code is None or answer.json()["code"] == code


@pytest.mark.parametrize("name", ["overlay.png", "heat.png"])
def test_what_was_not_found_has_no_picture(client: TestClient, base: str, name: str) -> None:
    answer = client.get(f"{base}{name}?word=8", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "not_painted"
    assert "dog" in answer.json()["detail"]


def test_every_file_is_described(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    files = ["map", "overlay.png", "heat.png", "maps.npz", "map.csv"]
    assert {f"/api/v1/samples/{{sample_id}}/attention/{file}" for file in files} <= set(paths)
    picture = paths["/api/v1/samples/{sample_id}/attention/heat.png"]["get"]["responses"]["200"]["content"]
    assert list(picture) == ["image/png"]


@pytest.mark.parametrize(("tag", "said"), [("en", "Read as one"), ("zh-CN", "整体")])
def test_the_page_asks_for_a_phrase_in_its_language(client: TestClient, base: str, tag: str, said: str) -> None:
    sample = base.split("/")[4]
    answer = client.get(f"/s/{sample}/words/span?lang={tag}&from=1&to=2").json()
    assert answer["text"] == "green cat"
    assert said in answer["summary"]
    assert answer["heat"].startswith("data:image/png;base64,")


def test_a_phrase_is_read_without_scripts(client: TestClient, base: str) -> None:
    page = client.get(f"/s/{base.split('/')[4]}/words?from=1&to=2").text
    assert "<bdi>green cat</bdi>" in page
    assert page.count("data-held") == 2
    assert "heat.png?from=1&amp;to=2" in page


def test_a_sample_that_is_not_there(client: TestClient) -> None:
    assert client.get(f"{BASE.format('nobody')}heat.png").status_code == 404
